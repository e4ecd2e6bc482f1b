import { randomBytes } from 'node:crypto';
import { openShop } from '../sample-shop.mjs';
import * as screen from './screen.mjs';

/** The shop behind the story: a panel beside each conversation, and the till that saw Mei. */
export class Shop {
  /** A running server may not be allowed to call this machine; then the story goes on without a panel. @param {import('./agent.mjs').Agent} admin */
  async connect(admin, run) {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    this.server = await openShop({ secret });
    const wish = { key: `demo-shop-${run}`, name: 'Demo shop', url: this.server.url, secret, cacheMs: 30_000 };
    const body = { ...wish, identityKinds: ['email', 'external'], signsAnswers: true };
    this.panel = await admin.post('/v1/panels', body).catch((error) => {
      if (error.code !== 'invalid_request') throw error;
      return null;
    });
    if (this.panel) this.leave = () => admin.rest('DELETE', `/v1/panels/${this.panel.id}`, { token: admin.token });
    else
      screen.note('This server may not ask panels on this machine (PANEL_ALLOW_PRIVATE=true): no shop beside the conversation.');
  }

  /** What the till saw a week ago, reported now. @param {import('./agent.mjs').Agent} admin */
  async report(admin, address, run) {
    const at = new Date(Date.now() - 6 * 86_400_000).toISOString();
    const step = { source: 'till', externalId: `demo-${run}`, kind: 'store.visit', occurredAt: at, channel: 'store' };
    await admin.post('/v1/touchpoints', {
      touchpoints: [{ ...step, title: 'Bought order A-20417 in the shop', identities: [{ kind: 'email', value: address }] }],
    });
  }

  /** What the agent sees of it beside the conversation. @param {import('./agent.mjs').Agent} agent */
  async show(agent, conversationId) {
    if (!this.panel) return;
    const panel = await agent.get(`/v1/conversations/${conversationId}/panels/${this.panel.key}`);
    screen.event(Date.now(), `beside it, the shop's own panel (${panel.state}, as of ${panel.asOf?.slice(11, 19) ?? 'never'})`);
    for (const { label, items } of panel.sections)
      screen.detail(
        label.toLowerCase(),
        items.map((one) => `${one.label}: ${one.value}`),
      );
  }

  async close() {
    await this.leave?.().catch(() => undefined);
    await this.server?.close();
  }
}
