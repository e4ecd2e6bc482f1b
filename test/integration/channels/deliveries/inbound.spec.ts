import {
  InboundTranslators,
  type RawDelivery,
  type Translation,
} from '../../../../src/channels/deliveries/inbound-translators.js';
import { StoreDelivery } from '../../../../src/channels/deliveries/store-delivery.service.js';
import type { InboundDeliveryView } from '../../../../src/contracts/views.js';
import type { InboundState } from '../../../../src/contracts/words.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { anInbox, aQueue } from '../../../support/builders.js';
import { onBothBackends } from '../../../support/backends.js';
import { until } from '../../../support/until.js';
import { aSignedIn, type Caller } from './signed-in.js';

onBothBackends('a raw delivery', (backend) => {
  let app: TestApp;
  let inboxId: string;
  let supervisor: Caller;
  /** What the drawer of this test makes of a delivery, by its external id; tests change it. */
  const drawer = new Map<string, (delivery: RawDelivery) => Translation>();

  beforeAll(async () => {
    app = await startApp({ backend });
    // A drawer of a channel that this build does not have: the registry's own door, as any drawer uses it.
    app.get(InboundTranslators).register('line', async (delivery) => {
      const translate = drawer.get(delivery.externalId);
      return translate ? translate(delivery) : said(delivery);
    });
    const queueId = await aQueue(app.db);
    inboxId = await anInbox(app.db, { queueId, key: 'line-1', channel: 'line' });
    supervisor = await aSignedIn(app, 'supervisor');
  });
  afterAll(() => app.stop());

  const said = (delivery: RawDelivery): Translation => ({
    outcome: 'message',
    message: {
      inboxId: delivery.inboxId,
      channel: delivery.channel,
      from: { kind: 'line', value: 'U1', level: 'verified', joins: true },
      text: delivery.raw.toString(),
      externalId: delivery.externalId,
    },
  });
  const store = (externalId: string, raw = `text of ${externalId}`) =>
    app.get(StoreDelivery).store({ inboxId, channel: 'line', externalId, raw: Buffer.from(raw) });
  const row = async (id: string) =>
    (
      await app.db.query<{ state: InboundState; attempts: number; detail: string | null }>(
        'SELECT state, attempts, detail FROM inbound_deliveries WHERE id = $1',
        [id],
      )
    )[0]!;
  const becomes = (id: string, state: InboundState) =>
    until(`the state ${state}`, async () => ((await row(id)).state === state ? row(id) : undefined));

  it('is sealed at rest and becomes a message', async () => {
    const { deliveryId, duplicate } = await store('l1', 'the secret words');
    expect(duplicate).toBe(false);
    const [sealed] = await app.db.query<{ raw_sealed: Buffer }>('SELECT raw_sealed FROM inbound_deliveries WHERE id = $1', [
      deliveryId,
    ]);
    expect(sealed!.raw_sealed.includes('secret')).toBe(false);
    await becomes(deliveryId, 'accepted');
    expect(await app.db.query(`SELECT text FROM messages WHERE external_id = 'l1'`)).toEqual([{ text: 'the secret words' }]);
    expect(await app.db.query(`SELECT 1 AS found FROM outbox WHERE payload::text LIKE '%secret words%'`)).toEqual([]);
  });

  it('is stored once, also when two arrive at the same moment', async () => {
    const stored = await Promise.all(Array.from({ length: 10 }, () => store('l2')));
    expect(stored.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(stored.map(({ deliveryId }) => deliveryId)).size).toBe(1);
  });

  it.each(['ignored', 'unsupported', 'unrecognised'] as const)(
    'keeps its raw bytes and its reason when it is %s',
    async (outcome) => {
      drawer.set(`l-${outcome}`, () => ({ outcome, detail: 'because' }));
      const { deliveryId } = await store(`l-${outcome}`);
      expect(await becomes(deliveryId, outcome)).toMatchObject({ detail: 'because' });
      const { body } = await supervisor.call<{ data: InboundDeliveryView[] }>(`/v1/inbound?inbox=line-1&state=${outcome}`);
      expect(body.data).toEqual([
        expect.objectContaining({ id: deliveryId, externalId: `l-${outcome}`, rawKeptUntil: expect.any(String) }),
      ]);
    },
  );

  it('delays nobody when it cannot be translated, is tried eight times, and stays in sight until it is mended', async () => {
    drawer.set('poison', () => {
      throw new TypeError('a fault in the drawer');
    });
    const { deliveryId } = await store('poison');
    const { deliveryId: next } = await store('healthy');
    await becomes(next, 'accepted');
    for (let attempt = 1; attempt <= 8; attempt++) {
      await until(`attempt ${attempt}`, async () => (await row(deliveryId)).attempts === attempt);
      await app.moveClock(7_201_000);
    }
    expect(await row(deliveryId)).toEqual({ state: 'failed', attempts: 8, detail: expect.stringContaining('TypeError') });
    await app.sweep();
    expect((await row(deliveryId)).attempts).toBe(8);
    drawer.delete('poison');
    // The clock has left the first supervisor's session behind.
    supervisor = await aSignedIn(app, 'supervisor');
    const { status, body } = await supervisor.call<InboundDeliveryView>(`/v1/inbound/${deliveryId}/retry`, 'POST');
    expect([status, body.id]).toEqual([200, deliveryId]);
    await becomes(deliveryId, 'accepted');
    expect((await supervisor.call(`/v1/inbound/${deliveryId}/retry`, 'POST')).status).toBe(409);
    expect(await app.db.query(`SELECT action FROM audit_log WHERE subject_id = $1`, [deliveryId])).toEqual([
      { action: 'inbound.retried' },
    ]);
  });

  it('writes the message and its own outcome together or not at all', async () => {
    drawer.set(
      'torn',
      (delivery) => ({ ...said(delivery), receipts: [{ messageId: 'no uuid', state: 'failed', reason: 'x' }] }) as Translation,
    );
    const { deliveryId } = await store('torn');
    await until('the failed attempt', async () => (await row(deliveryId)).attempts === 1);
    expect(await app.db.query(`SELECT 1 AS found FROM messages WHERE external_id = 'torn'`)).toEqual([]);
    drawer.delete('torn');
    await app.moveClock(1_100);
    await becomes(deliveryId, 'accepted');
    expect(await app.db.query(`SELECT 1 AS found FROM messages WHERE external_id = 'torn'`)).toHaveLength(1);
  });

  it('drops its bytes and its envelope when their time is over, and keeps what became of it', async () => {
    const kept = await app.get(StoreDelivery).store({
      inboxId,
      channel: 'line',
      externalId: 'old',
      raw: Buffer.from('old words'),
      meta: { fingerprint: 'ab', envelope: { from: 'x@y.test' } },
    });
    await becomes(kept.deliveryId, 'accepted');
    await app.moveClock(31 * 86_400_000);
    await app.sweep();
    const [old] = await app.db.query('SELECT raw_sealed, meta, state FROM inbound_deliveries WHERE id = $1', [kept.deliveryId]);
    expect(old).toEqual({ raw_sealed: null, meta: { fingerprint: 'ab' }, state: 'accepted' });
    const later = await aSignedIn(app, 'supervisor');
    expect((await later.call(`/v1/inbound/${kept.deliveryId}/raw`)).status).toBe(404);
    expect((await store('old')).duplicate).toBe(true);
  });
});

describe('the list of deliveries', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  it('is for supervisors, in pages, and refuses what it does not know', async () => {
    const queueId = await aQueue(app.db);
    const inboxId = await anInbox(app.db, { queueId, key: 'any', channel: 'api' });
    for (let n = 0; n < 5; n++)
      await app.get(StoreDelivery).store({ inboxId, channel: 'api', externalId: `t${n}`, raw: Buffer.from('x') });
    const [agent, supervisor] = [await aSignedIn(app, 'agent'), await aSignedIn(app, 'supervisor')];
    const list = (path: string) =>
      supervisor.call<{ data: InboundDeliveryView[]; meta: { nextCursor: string | null } }>(
        `/v1/inbound?inbox=any&limit=2${path}`,
      );
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await list(cursor && `&cursor=${cursor}`);
      seen.push(...body.data.map((one) => one.externalId));
      cursor = body.meta.nextCursor;
    }
    expect(seen).toEqual(['t4', 't3', 't2', 't1', 't0']);
    await until(
      'the named outcome of a channel without a drawer',
      async () => (await list('&state=unsupported')).body.data.length === 2,
    );
    expect((await agent.call('/v1/inbound')).status).toBe(403);
    expect((await list('&state=lost')).status).toBe(422);
    expect((await list('&cursor=x')).status).toBe(400);
    expect((await supervisor.call('/v1/inbound?inbox=none')).status).toBe(404);
    for (const path of ['raw', 'retry']) {
      const method = path === 'raw' ? 'GET' : 'POST';
      expect((await supervisor.call(`/v1/inbound/0193a1b2-0000-7000-8000-000000000002/${path}`, method)).status).toBe(404);
      expect((await supervisor.call(`/v1/inbound/no-uuid/${path}`, method)).status).toBe(404);
    }
  });
});
