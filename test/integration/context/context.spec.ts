import type { ContextView, FactView, PromiseView } from '../../../src/contracts/context.js';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import type { OutboxRow } from '../../../src/platform/outbox/outbox.entity.js';
import { EventListeners } from '../../../src/platform/outbox/listeners.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let ana: Person;

beforeAll(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana');
});
afterAll(() => centre.stop());

const read = async (conversationId: string): Promise<ContextView> =>
  (await ana.call<ContextView>('GET', `/v1/conversations/${conversationId}/context`)).body;
const note = (conversationId: string, text: string) =>
  ana.call<{ id: string }>('POST', `/v1/conversations/${conversationId}/messages`, { kind: 'note', text, clientId: newId() });
const audited = async (action: string, subjectId: string) =>
  (await centre.app.db.query('SELECT actor_id FROM audit_log WHERE action = $1 AND subject_id = $2', [action, subjectId])) as {
    actor_id: string;
  }[];

it('knows who it is, what was said and what they told us, each with its source', async () => {
  const mei = centre.customer('Mei Lin');
  const first = await mei.says('My order A-20417 arrived broken', { facts: [{ kind: 'email', value: 'mei@shop.test' }] });
  await mei.says('The cup is in pieces');
  const context = await read(first.conversationId);
  expect(context.conversation).toMatchObject({ id: first.conversationId, customerName: 'Mei Lin', status: 'waiting' });
  expect(context.customer).toMatchObject({
    id: first.customerId,
    name: 'Mei Lin',
    names: [{ name: 'Mei Lin', source: 'record' }],
    blocked: false,
    accountOwner: null,
  });
  expect(context.identities).toEqual([expect.objectContaining({ id: mei.identityId, kind: 'visitor', level: 'anonymous' })]);
  expect(context.thread.messages.map((one) => one.text)).toEqual(['My order A-20417 arrived broken', 'The cup is in pieces']);
  expect(context.thread.hasMore).toBe(false);
  expect(context.conversations.open.map((one) => one.id)).toEqual([first.conversationId]);
  expect(context.facts).toEqual([
    expect.objectContaining({ kind: 'email', value: 'mei@shop.test', source: { type: 'form', messageId: null } }),
    expect.objectContaining({
      ...{ kind: 'order_number', value: 'A-20417', channel: 'webchat' },
      source: { type: 'message', messageId: first.messageId, snippet: 'My order A-20417 arrived broken' },
    }),
  ]);
  expect(Date.parse(context.asOf)).toBeGreaterThanOrEqual(Date.parse(context.thread.messages[1]!.createdAt));
});

it('tells of each field of the record where it comes from, and since when', async () => {
  const mei = centre.customer('Mei Lin');
  const { conversationId, customerId } = await mei.says('hello');
  await ana.call('PATCH', `/v1/customers/${customerId}`, { tier: 'gold', attributes: { town: 'Bonn' } });
  await centre.app.db.run(`UPDATE customers SET time_zone = 'Asia/Shanghai' WHERE id = $1`, [customerId]);
  const { customer, asOf } = await read(conversationId);
  const by = { id: ana.id, name: 'Ana' };
  expect(customer).toMatchObject({ tier: 'gold', timeZone: 'Asia/Shanghai', attributes: { town: 'Bonn' } });
  expect(customer.origins).toEqual({
    name: { source: 'visitor', at: expect.any(String), by: null },
    tier: { source: 'agent', at: expect.any(String), by },
    timeZone: { source: 'record', at: expect.any(String), by: null },
    'attributes.town': { source: 'agent', at: expect.any(String), by },
  });
  for (const { at } of Object.values(customer.origins)) expect(Date.parse(at)).toBeLessThanOrEqual(Date.parse(asOf));
});

it('reads facts in notes, once however often the note is announced, and not again after they were put right', async () => {
  const { conversationId, customerId } = await centre.customer().says('hello');
  const { body: written } = await note(conversationId, 'Called back: reach her at lin@home.test');
  await centre.announced();
  const factsOf = async () => (await read(conversationId)).facts;
  const [fact] = await factsOf();
  expect(fact).toMatchObject({
    kind: 'email',
    value: 'lin@home.test',
    source: { type: 'note', messageId: written.id, by: { id: ana.id, name: 'Ana' } },
  });
  const repeat = async () => {
    const [row] = await centre.app.db.query<OutboxRow>(
      `SELECT * FROM outbox WHERE type = 'message.created' AND payload->>'messageId' = $1`,
      [written.id],
    );
    const event = { ...row!, type: 'message.created' as const, position: Number(row!.position), payload: row!.payload as never };
    await centre.app.get(EventListeners).dispatch([event], (_name, error) => {
      throw error;
    });
  };
  await repeat();
  expect(await factsOf()).toHaveLength(1);
  const { body: right } = await ana.call<FactView>('POST', `/v1/customers/${customerId}/facts`, {
    kind: 'email',
    value: 'Lin@Work.test',
    supersedes: fact!.id,
  });
  expect(right).toMatchObject({ kind: 'email', value: 'lin@work.test', source: { type: 'agent', by: { id: ana.id } } });
  await repeat();
  expect((await factsOf()).map((one) => one.value)).toEqual(['lin@work.test']);
});

it('includes whoever was merged into the customer', async () => {
  const [web, other] = [centre.customer('Mei'), centre.customer('Mei Lin')];
  const a = await web.says('order number 555123 please');
  const b = await other.says('invoice INV-88123 is wrong');
  await ana.call('POST', `/v1/conversations/${b.conversationId}/promises`, { text: 'Send a new invoice' });
  const merge = () =>
    centre.app.db.transaction((tx) =>
      centre.app
        .get(MergeCustomers)
        .merge(
          { tx, actor: { type: 'agent', id: ana.id } },
          { fromId: b.customerId, intoId: a.customerId, reason: 'the same person' },
        ),
    );
  const { epoch } = (await read(a.conversationId)).thread;
  await merge();
  for (const id of [a.conversationId, b.conversationId]) {
    const context = await read(id);
    expect(context.thread.epoch).toBe(epoch + 1);
    expect(context.conversation.id).toBe(id);
    expect(context.customer).toMatchObject({ id: a.customerId, name: 'Mei' });
    expect(context.customer.names.map((one) => one.name)).toEqual(['Mei', 'Mei Lin']);
    expect(context.identities.map((one) => one.id).sort()).toEqual([web.identityId, other.identityId].sort());
    expect(context.thread.messages.map((one) => one.text)).toEqual(['order number 555123 please', 'invoice INV-88123 is wrong']);
    expect(context.conversations.open).toHaveLength(2);
    expect(context.facts.map((one) => one.kind)).toEqual(['invoice_number', 'order_number']);
    expect(context.promises.map((one) => one.text)).toEqual(['Send a new invoice']);
  }
});

it('tells past conversations with their outcome and who held them, and the last agents', async () => {
  const ben = await centre.person('Ben');
  const customer = centre.customer();
  const { conversationId: first } = await customer.says('hello');
  await centre.app.db.run(`UPDATE conversations SET status = 'closed', outcome = 'solved', closed_at = app_now() WHERE id = $1`, [
    first,
  ]);
  await centre.app.db.run(
    `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, started_at, ended_at)
     VALUES ($1, $2, $3, $4, 2, 10, app_now() - interval '1 hour', app_now())`,
    [newId(), first, ben.id, centre.queueId],
  );
  await centre.app.db.run(`UPDATE queues SET reopen_within_ms = 0`);
  const { conversationId: second } = await customer.says('hello again');
  expect(second).not.toBe(first);
  const context = await read(second);
  expect(context.conversations.past).toEqual([
    expect.objectContaining({ id: first, outcome: 'solved', agent: { id: ben.id, name: 'Ben' } }),
  ]);
  expect(context.lastAgents).toEqual([expect.objectContaining({ id: ben.id, name: 'Ben', conversationId: first })]);
});

it('keeps promises until they are kept: audited, announced, the first due first', async () => {
  const { conversationId, customerId } = await centre.customer().says('hello');
  const promise = async (text: string, dueAt?: string) =>
    (await ana.call<PromiseView>('POST', `/v1/conversations/${conversationId}/promises`, { text, ...(dueAt ? { dueAt } : {}) }))
      .body;
  const later = await promise('Call back', '2031-05-02T10:00:00+02:00');
  const some = await promise('Some day');
  const sooner = await promise('Send the part', '2031-05-01T10:00:00Z');
  expect(later).toMatchObject({
    customerId,
    conversationId,
    dueAt: '2031-05-02T08:00:00.000Z',
    madeBy: { id: ana.id, name: 'Ana' },
    keptAt: null,
  });
  expect((await read(conversationId)).promises.map((one) => one.text)).toEqual(['Send the part', 'Call back', 'Some day']);
  const kept = await ana.call<PromiseView>('POST', `/v1/promises/${sooner.id}/keep`);
  expect(kept).toMatchObject({ status: 200, body: { keptAt: expect.any(String) } });
  expect((await ana.call('POST', `/v1/promises/${sooner.id}/keep`)).body).toEqual(kept.body);
  expect((await read(conversationId)).promises.map((one) => one.id)).toEqual([later.id, some.id]);
  expect(await audited('promise.made', sooner.id)).toEqual([{ actor_id: ana.id }]);
  expect(await audited('promise.kept', sooner.id)).toEqual([{ actor_id: ana.id }]);
  const news = await centre.app.db.query(`SELECT 1 FROM outbox WHERE type = 'customer.updated' AND payload->>'customerId' = $1`, [
    customerId,
  ]);
  expect(news).toHaveLength(4);
});

it('refuses what it cannot keep, clearly', async () => {
  const { conversationId, customerId } = await centre.customer().says('hello');
  const other = await centre.customer().says('hello');
  const promises = `/v1/conversations/${conversationId}/promises`;
  const facts = `/v1/customers/${customerId}/facts`;
  const refused: [string, object, number, string?][] = [
    [promises, { text: '  ' }, 422, '/text'],
    [promises, { text: '\u200b\u2060\u3164' }, 422, '/text'],
    [promises, { text: 'x', dueAt: '1999-01-01T00:00:00Z' }, 422, '/dueAt'],
    [promises, { text: 'x', dueAt: new Date(Date.now() - 10 * 60_000).toISOString() }, 422, '/dueAt'],
    [promises, { text: 'x', dueAt: '2100-01-01T00:00:00Z' }, 422, '/dueAt'],
    [facts, { kind: 'note', value: '\u200b\ufeff' }, 422, '/value'],
    [facts, { kind: 'note', value: 'x', label: '\u2800' }, 422, '/label'],
    [promises, { text: 'x'.repeat(1001) }, 422, '/text'],
    [promises, { text: 'x', dueAt: 'tomorrow' }, 422, '/dueAt'],
    [promises, { text: 'x', dueAt: '2031-02-30T99:00:00Z' }, 422, '/dueAt'],
    [promises, { text: 'x', mood: 'good' }, 422, '/mood'],
    [`/v1/conversations/${newId()}/promises`, { text: 'x' }, 404],
    [`/v1/promises/${newId()}/keep`, {}, 404],
    [facts, { kind: 'Order', value: '1' }, 422, '/kind'],
    [facts, { kind: 'order_number', value: 'x'.repeat(501) }, 422, '/value'],
    [facts, { kind: 'email', value: 'not an address' }, 422, '/value'],
    [facts, { kind: 'phone', value: '12' }, 422, '/value'],
    [facts, { kind: 'note', value: 'x', conversationId: other.conversationId }, 422, '/conversationId'],
    [facts, { kind: 'note', value: 'x', supersedes: newId() }, 422, '/supersedes'],
    [`/v1/customers/${newId()}/facts`, { kind: 'note', value: 'x' }, 404],
  ];
  for (const [path, body, status, pointer] of refused) {
    const answer = await ana.call<{ errors?: { pointer: string }[] }>('POST', path, body);
    expect({ path, body, status: answer.status, pointer: answer.body.errors?.[0]?.pointer }).toEqual({
      path,
      body,
      status,
      pointer,
    });
  }
  expect((await ana.call('GET', `/v1/conversations/${newId()}/context`)).status).toBe(404);
  expect((await fetch(`${centre.app.url}/v1/conversations/${conversationId}/context`)).status).toBe(401);
  expect((await ana.call('POST', facts, { kind: 'remark', value: 'half\ud800 a pair and a \u0000' })).status).toBe(201);
});

describe('a customer with 5,000 messages', () => {
  let conversationId: string;

  beforeAll(async () => {
    const long = await centre.customer().says('first');
    conversationId = long.conversationId;
    await centre.app.db.run(
      `INSERT INTO messages (id, customer_id, seq, rev, conversation_id, identity_id, inbox_id, channel, direction, kind, author_type, author_id, text, delivery_state)
       SELECT gen_random_uuid(), m.customer_id, n, n, m.conversation_id, m.identity_id, m.inbox_id, 'webchat', 'in', 'text', 'customer', m.author_id, 'message ' || n, 'sent'
       FROM messages m, generate_series(2, 5000) n WHERE m.id = $1`,
      [long.messageId],
    );
  });

  it('gives the last 50 and says that there are more', async () => {
    const { thread } = await read(conversationId);
    expect(thread.messages.map((one) => one.seq)).toEqual(Array.from({ length: 50 }, (_, index) => 4951 + index));
    expect(thread.hasMore).toBe(true);
  });

  it.each([
    ['takes threads for short, as it does without statistics', null],
    ['knows how they are spread', 'ANALYZE messages'],
  ])('takes seven statements and a few hundred rows of messages at most where the planner %s', async (_name, first) => {
    if (first) await centre.app.db.run(first);
    // What else the running application does at the same moment is counted too, and only ever adds: the least is the read.
    let [statements, rowsRead] = [Infinity, Infinity];
    for (let n = 0; n < 30 && (n < 5 || statements > 7 || rowsRead >= 300); n++) {
      const one = await cost(() => read(conversationId));
      [statements, rowsRead] = [Math.min(statements, one.statements), Math.min(rowsRead, one.rowsRead)];
    }
    expect(statements).toBeLessThanOrEqual(7);
    expect(rowsRead).toBeLessThan(300);
  });
});

/** What a read costs: the statements of its room, and the rows of `messages` that PostgreSQL fetched for them. */
async function cost(act: () => Promise<unknown>): Promise<{ statements: number; rowsRead: number }> {
  const { dataSource } = centre.app.db;
  const pool = (dataSource.driver as unknown as { master: { query: (...all: unknown[]) => unknown } }).master;
  const real = pool.query;
  const texts: string[] = [];
  pool.query = function (this: unknown, ...all: unknown[]) {
    texts.push((all[0] as { text?: string }).text ?? String(all[0]));
    return real.apply(pool, all);
  };
  const rows = async (): Promise<number> => {
    await centre.app.db.query('SELECT pg_stat_force_next_flush()');
    const [row] = await centre.app.db.query<{ read: string }>(
      `SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS read FROM pg_stat_user_tables WHERE relname = 'messages'`,
    );
    return Number(row!.read);
  };
  try {
    const before = await rows();
    texts.length = 0;
    await act();
    const statements = texts.filter((text) => /context-|messages m|conversations v|customers c|facts|promises/.test(text)).length;
    return { statements, rowsRead: (await rows()) - before };
  } finally {
    pool.query = real;
  }
}
