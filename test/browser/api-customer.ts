import { randomUUID } from 'node:crypto';
import type { ConversationView, WidgetMessageView } from '../../src/contracts/views.js';
import { identityToken } from './people.js';
import type { Stage } from './stage.js';
import { asked, signInAs } from './writing-desk.js';

/** A customer who writes through the web chat's own door, without a page: for stories that are told at the desk. */
export class ApiCustomer {
  private constructor(
    private readonly stage: Stage,
    private readonly token: string,
    readonly name: string,
  ) {}

  static async named(stage: Stage, name: string): Promise<ApiCustomer> {
    const sub = `${name.toLowerCase().replace(/\W+/g, '-')}-${randomUUID().slice(0, 8)}`;
    const opening = { inboxKey: 'demo-web', identityToken: identityToken({ sub, name }) };
    const { token } = await asked<{ token: string }>(stage, 'POST', '/v1/widget/sessions', '', opening);
    return new ApiCustomer(stage, token, name);
  }

  async say(text: string): Promise<void> {
    await asked(this.stage, 'POST', '/v1/widget/messages', this.token, { clientId: randomUUID(), text });
  }

  /** What the widget may read: what was said, as the customer sees it. */
  async texts(): Promise<string[]> {
    const { data } = await asked<{ data: WidgetMessageView[] }>(this.stage, 'GET', '/v1/widget/messages', this.token);
    return data.filter((one) => one.kind === 'text').map((one) => one.text);
  }

  /** Their conversations as a supervisor sees them, the latest first. */
  async conversations(): Promise<ConversationView[]> {
    const token = await signInAs(this.stage, 'supervisor');
    const { data } = await asked<{ data: ConversationView[] }>(this.stage, 'GET', '/v1/conversations?limit=100', token);
    return data.filter((one) => one.customerName === this.name).sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
  }
}
