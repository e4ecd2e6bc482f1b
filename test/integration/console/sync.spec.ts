import type { ConsoleSync } from '../../../src/contracts/sockets.js';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, MessageView } from '../../../src/contracts/views.js';
import { pruneOutbox } from '../../../src/platform/outbox/prune.js';
import { connect } from '../../support/sockets.js';
import { until } from '../../support/until.js';
import { accept, type Centre, offerOn, type Person, signIn, startCentre } from './centre.js';

let centre: Centre;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana Silva', 'agent', 'available');
  ben = await centre.person('Ben');
});
afterEach(() => centre.stop());

describe('a reconnect', () => {
  it('gets exactly what was missed, as it would have come live', async () => {
    const [first, witness] = [await ana.screen(), await ana.screen()];
    const mei = centre.customer();
    await mei.says('hello');
    const { id: conversationId } = await accept(first);
    await centre.announced();
    const { position } = await first.ask<ConsoleSync>('sync', { position: 0 });
    first.close();
    const seen = witness.events.length;
    await centre.customer().says('somebody else');
    await mei.says('one');
    await mei.says('two');
    await ana.call('POST', `/v1/conversations/${conversationId}/close`, { outcome: 'solved' });
    await witness.next<ConversationView>('conversation.updated', (one) => one.id === conversationId && one.status === 'closed');
    await centre.announced();
    await witness.next('offer.made', (one: OfferView) => one.conversationId !== conversationId);
    const back = await ana.screen();
    const missed = await back.ask<ConsoleSync>('sync', { position });
    expect(missed.reset).toBe(false);
    const kinds = (events: { name: string; position: number; id: unknown }[]) =>
      [...new Set(events.map((one) => `${one.position} ${one.name} ${String(one.id)}`))].sort();
    const live = witness.events.slice(seen).filter((event) => (event.body as { position?: number }).position! > position);
    const ofLive = live.map(({ name, body }) => ({ name, ...(body as { id: string; position: number }) }));
    const ofSync = missed.events.map(({ type, position: at, data }) => ({
      name: type,
      id: (data as { id?: string }).id,
      position: at,
    }));
    // The times a message moved are told once per batch, so live they may have come more often.
    const moved = (one: { name: string }) => one.name === 'conversation.updated';
    expect(kinds(ofSync.filter((one) => !moved(one)))).toEqual(kinds(ofLive.filter((one) => !moved(one))));
    expect(missed.events.map((one) => one.position)).toEqual(missed.events.map((one) => one.position).sort((a, b) => a - b));
    expect(missed.events.filter((one) => one.type === 'message.created').map((one) => (one.data as MessageView).text)).toEqual([
      'one',
      'two',
    ]);
    const again = await back.ask<ConsoleSync>('sync', { position: missed.position });
    expect(again).toEqual({ ok: true, events: [], position: missed.position, reset: false });
  });

  it('gets nothing of others', async () => {
    const hers = await ana.screen();
    await centre.customer().says('hello');
    await accept(hers);
    await centre.announced();
    const his = await ben.screen();
    const { events, reset } = await his.ask<ConsoleSync>('sync', { position: 0 });
    expect({ events, reset }).toEqual({ events: [], reset: false });
  });

  it('starts afresh from a position that this outbox never had, or no longer has', async () => {
    const hers = await ana.screen();
    await centre.customer().says('hello');
    await offerOn(hers);
    await centre.announced();
    const { position: head } = await hers.ask<ConsoleSync>('sync', { position: 0 });
    expect(await hers.ask('sync', { position: head + 1 })).toEqual({ ok: true, events: [], position: head, reset: true });
    await centre.app.moveClock(25 * 3_600_000);
    await centre.customer().says('a day later');
    await centre.announced();
    expect(await pruneOutbox(centre.app.db)).toBeGreaterThan(0);
    const back = await connect(centre.app.url, '/console', (await signIn(centre.app, ana.id, 'Ana', 'agent')).token);
    expect(await back.ask('sync', { position: 1 })).toMatchObject({ events: [], reset: true });
    expect(await back.ask('sync', { position: head })).toMatchObject({ reset: false });
    back.close();
  });

  it('never loses the head to the sweep: positions go on from it', async () => {
    await centre.customer().says('hello');
    await centre.announced();
    await centre.app.moveClock(25 * 3_600_000);
    await centre.announced();
    const head = async () =>
      Number((await centre.app.db.query<{ head: string }>('SELECT max(position) AS head FROM outbox'))[0]!.head);
    const before = await head();
    await pruneOutbox(centre.app.db);
    expect(await head()).toBe(before);
    expect(await centre.app.db.query('SELECT position FROM outbox WHERE position IS NOT NULL')).toHaveLength(1);
  });

  it('starts afresh where it missed more than a thousand', async () => {
    const hers = await ana.screen();
    await centre.announced();
    const { position } = await hers.ask<ConsoleSync>('sync', { position: 0 });
    await centre.app.db.run(
      `INSERT INTO outbox (id, type, payload, rooms)
       SELECT gen_random_uuid(), 'presence.updated', jsonb_build_object('agentId', $1::text), ARRAY['agent:' || $1::text] FROM generate_series(1, 1001)`,
      [ana.id],
    );
    await until('all published', async () => {
      await centre.announced();
      return (await centre.app.db.query('SELECT 1 FROM outbox WHERE position IS NULL LIMIT 1')).length === 0;
    });
    const answer = await hers.ask<ConsoleSync>('sync', { position });
    expect(answer).toMatchObject({ events: [], reset: true });
    expect(answer.position).toBeGreaterThanOrEqual(position + 1001);
  });
});
