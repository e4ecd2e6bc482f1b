import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OfferView } from '../../src/contracts/routing-views.js';
import type { ConsoleSync } from '../../src/contracts/sockets.js';
import type { ConversationView, MessageView, WidgetConversationView } from '../../src/contracts/views.js';
import { ReceiveMessage } from '../../src/conversations/receive-message.service.js';
import { type Centre, type Person, startCentre } from '../integration/console/centre.js';
import { onBothBackends } from '../support/backends.js';
import { aQueue, anAgent, anInbox, present } from '../support/builders.js';
import { call } from '../support/people.js';
import { connect } from '../support/sockets.js';
import { until } from '../support/until.js';

/** Failures seen in other systems that are not about a process that dies: the whole application, by its public doors where there is one. */
onBothBackends('failures seen in other systems', (backend) => {
  let centre: Centre;
  let ana: Person;
  beforeAll(async () => {
    centre = await startCentre('offer', backend);
    ana = await centre.person('Ana', 'agent', 'available');
  });
  afterAll(() => centre.stop());

  const offersOf = async (who: Person): Promise<OfferView[]> =>
    (await who.call<{ data: OfferView[] }>('GET', '/v1/me/offers')).body.data;
  const held = (agentId: string): Promise<number> =>
    centre.app.db
      .query<{ n: number }>(
        `SELECT coalesce(sum(weight), 0)::int AS n FROM (
           SELECT weight FROM assignments WHERE agent_id = $1 AND ended_at IS NULL
           UNION ALL SELECT weight FROM offers WHERE agent_id = $1 AND state = 'pending' AND expires_at > app_now()) AS h`,
        [agentId],
      )
      .then(([row]) => row!.n);
  const clear = async (): Promise<void> => {
    await centre.app.db.run(`UPDATE offers SET state = 'withdrawn', ended_at = app_now() WHERE state = 'pending'`);
    await centre.app.db.run(`UPDATE assignments SET ended_at = app_now(), end_reason = 'closed' WHERE ended_at IS NULL`);
    await centre.app.db.run(
      `UPDATE conversations SET status = 'closed', assignee_id = NULL, closed_at = app_now(), unanswered_since = NULL WHERE status <> 'closed'`,
    );
  };

  it('F8: thirty first messages of one customer at once, by two doors, open one conversation and lose none', async () => {
    await clear();
    const from = {
      ...{ kind: 'visitor' as const, value: randomUUID(), level: 'anonymous' as const, joins: true },
      ...{ customerId: randomUUID(), identityId: randomUUID() },
    };
    const receive = (n: number) =>
      centre.app.get(ReceiveMessage).receive({
        ...{ inboxId: centre.inboxId, channel: 'webchat' as const, from, text: `number ${n}`, clientId: `n-${n % 15}` },
      });
    // Each is sent twice, as a client does that heard no answer.
    const received = await Promise.all(Array.from({ length: 30 }, (_, n) => receive(n)));
    expect(new Set(received.map((one) => one!.conversationId)).size).toBe(1);
    expect(new Set(received.map((one) => one!.messageId)).size).toBe(15);
    const [row] = await centre.app.db.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM conversations WHERE customer_id = $1 AND status <> 'closed'`,
      [received[0]!.customerId],
    );
    expect(row!.open).toBe(1);
  });

  it('F10: a push that is lost or comes late leaves no gap: numbers show it, a sync fills it, an older version is known as older', async () => {
    await clear();
    const screen = await ana.screen();
    const mei = centre.customer('Mei');
    await mei.says('one');
    const offer = await screen.next<OfferView>('offer.made');
    await screen.ask('offer.accept', { offerId: offer.id });
    await centre.announced();
    const { position } = await screen.ask<ConsoleSync>('sync', { position: 0 });
    // The line is cut; what happens meanwhile is lost to this screen.
    screen.close();
    for (const text of ['two', 'three', 'four']) await mei.says(text);
    await ana.call('PATCH', `/v1/conversations/${offer.conversationId}`, { subject: 'A subject' });
    await centre.announced();
    const back = await connect(centre.app.url, '/console', ana.token);
    const missed = await back.ask<ConsoleSync>('sync', { position });
    expect(missed.reset).toBe(false);
    const positions = missed.events.map((one) => one.position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const texts = missed.events.filter((one) => one.type === 'message.created').map((one) => (one.data as MessageView).text);
    expect(texts).toEqual(['two', 'three', 'four']);
    const versions = missed.events
      .filter((one) => one.type === 'conversation.updated')
      .map((one) => (one.data as ConversationView).version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect((await back.ask<ConsoleSync>('sync', { position: missed.position })).events).toEqual([]);
    back.close();
  });

  it('F4, F15: load is one currency over all queues, and whoever ramps up gets one before more', async () => {
    await clear();
    const other = await aQueue(centre.app.db, { key: `other-${randomUUID()}`, offerMode: 'assign' });
    const inbox = await anInbox(centre.app.db, { queueId: other });
    const eve = await anAgent(centre.app.db, { name: 'Eve', queueIds: [centre.queueId, other], languages: ['en'] });
    await centre.app.db.run('UPDATE agents SET ramp_up_ms = 3600000 WHERE id = $1', [eve]);
    await centre.app.db.run(`UPDATE agent_presence SET state = 'away' WHERE agent_id = $1`, [ana.id]);
    for (let n = 0; n < 6; n += 1) await centre.customer().says(`waiting ${n}`);
    await present(centre.app.db, eve);
    await centre.app.db.run('UPDATE agent_presence SET available_since = app_now() WHERE agent_id = $1', [eve]);
    await until('her first', async () => (await held(eve)) > 0);
    // Another queue, which assigns at once, finds her as full as the first one does.
    const identity = randomUUID();
    await centre.app.get(ReceiveMessage).receive({
      ...{ inboxId: inbox, channel: 'webchat', text: 'hello', clientId: 'x' },
      from: { kind: 'visitor', value: identity, level: 'anonymous', joins: true, customerId: randomUUID(), identityId: identity },
    });
    await centre.announced();
    await centre.app.sweep();
    expect(await held(eve)).toBe(25);
    await centre.app.db.run('UPDATE agents SET ramp_up_ms = 0 WHERE id = $1', [eve]);
    await until('she is full', async () => (await held(eve)) === 100);
    await centre.app.db.run(`UPDATE agent_presence SET state = 'away' WHERE agent_id = $1`, [eve]);
    await centre.app.db.run(`UPDATE agent_presence SET state = 'available' WHERE agent_id = $1`, [ana.id]);
  });

  it('F6: of a transfer, a close and a claim at the same epoch one wins; never two owners', async () => {
    await clear();
    const ben = await centre.person('Ben', 'agent', 'available');
    const boss = await centre.person('Sue', 'supervisor');
    await centre.customer().says('hello');
    const offer = await until('an offer', async () => [...(await offersOf(ana)), ...(await offersOf(ben))][0]);
    const [owner, colleague] = (await offersOf(ana)).length > 0 ? [ana, ben] : [ben, ana];
    const taken = await owner.call<ConversationView>('POST', `/v1/offers/${offer.id}/accept`, {});
    const { id, epoch } = taken.body;
    const acts = await Promise.all([
      owner.call('POST', `/v1/conversations/${id}/transfer`, { agentId: colleague.id, note: 'yours', epoch }),
      owner.call('POST', `/v1/conversations/${id}/close`, { outcome: 'solved', epoch }),
      boss.call('POST', `/v1/conversations/${id}/move`, { queueId: centre.queueId, epoch }),
    ]);
    expect(acts.filter(({ status }) => status < 300)).toHaveLength(1);
    for (const { status, body } of acts.filter((one) => one.status >= 300))
      expect([status, (body as { code: string }).code]).toEqual([409, 'stale_epoch']);
    const [row] = await centre.app.db.query<{ live: number }>(
      'SELECT count(*)::int AS live FROM assignments WHERE conversation_id = $1 AND ended_at IS NULL',
      [id],
    );
    expect(row!.live).toBeLessThanOrEqual(1);
  });

  it('F11: whoever is in line, is taken and is closed hears it each time, in words', async () => {
    await clear();
    await centre.app.db.run(`UPDATE agent_presence SET state = 'away'`);
    const { body: session } = await call<{ token: string }>(centre.app.url, 'POST', '/v1/widget/sessions', {
      body: { inboxKey: 'web' },
    });
    const page = await connect(centre.app.url, '/widget', session.token);
    await page.ask('message.send', { clientId: 'first', text: 'hello' });
    const waiting = await page.next<WidgetConversationView>('conversation.updated', ({ status }) => status === 'waiting');
    expect(waiting.notice.text.length).toBeGreaterThan(5);
    await centre.app.db.run(`UPDATE agent_presence SET state = 'available' WHERE agent_id = $1`, [ana.id]);
    await centre.app.sweep();
    const offer = await until('an offer', async () => (await offersOf(ana))[0]);
    await ana.call('POST', `/v1/offers/${offer.id}/accept`, {});
    const taken = await page.next<WidgetConversationView>('conversation.updated', ({ status }) => status === 'assigned');
    expect(taken.notice.text).toContain('Ana');
    await ana.call('POST', `/v1/conversations/${offer.conversationId}/close`, { outcome: 'solved' });
    const closed = await page.next<WidgetConversationView>('conversation.updated', ({ status }) => status === 'closed');
    expect(new Set([waiting, taken, closed].map(({ notice }) => notice.code)).size).toBe(3);
    page.close();
  });

  it('F14: work that nobody here can take, at the head of the line, delays nobody behind it', async () => {
    await clear();
    await centre.app.db.run(`UPDATE agent_presence SET state = 'away'`);
    await centre.app.db.run(
      `INSERT INTO skills (id, key, name) VALUES (gen_random_uuid(), 'rare', 'Rare') ON CONFLICT (key) DO NOTHING`,
    );
    const impossible: string[] = [];
    for (let n = 0; n < 5; n += 1) impossible.push((await centre.customer().says(`impossible ${n}`)).conversationId);
    await centre.app.sweep();
    await centre.app.db.run(
      `UPDATE conversations SET requirements = '[{"skill":"rare","minLevel":5}]', priority = 50 WHERE id = ANY($1::uuid[])`,
      [impossible],
    );
    const { conversationId } = await centre.customer().says('possible');
    await centre.app.db.run(`UPDATE agent_presence SET state = 'available' WHERE agent_id = $1`, [ana.id]);
    await centre.app.sweep();
    const offer = await until('an offer', async () => (await offersOf(ana))[0]);
    expect(offer.conversationId).toBe(conversationId);
    expect(await held(ana.id)).toBe(25);
  });
});
