import type { ContextView } from '../../../src/contracts/context.js';
import type { PromisesKeptView, PromiseSuggestionView, PromiseView } from '../../../src/contracts/promises.js';
import type { AlertView } from '../../../src/contracts/routing-views.js';
import type { Problem } from '../../../src/contracts/errors.js';
import type { Page, WrittenMessageView } from '../../../src/contracts/views.js';
import { RemindPromises } from '../../../src/routing/promises/remind-promises.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import type { Role } from '../../../src/contracts/words.js';
import { call as callUrl } from '../../support/people.js';
import { connect } from '../../support/sockets.js';
import { type Centre, type Person, signIn, startCentre } from '../console/centre.js';

const minute = 60_000;
const hour = 60 * minute;

/** Access tokens are short: whoever is asked after hours has signed in again. */
type Someone = Pick<Person, 'id' | 'call'>;

let centre: Centre;
let ana: Someone;
let ben: Someone;
let lena: Someone;

async function someone(name: string, role: Role = 'agent'): Promise<Someone> {
  const { id } = await centre.person(name, role);
  const call: Person['call'] = async <T>(method: string, path: string, body?: object) => {
    const { token } = await signIn(centre.app, id, name, role);
    return callUrl<T>(centre.app.url, method, path, { token, ...(body ? { body } : {}) });
  };
  return { id, call };
}

beforeAll(async () => {
  centre = await startCentre();
  ana = await someone('Ana');
  ben = await someone('Ben');
  lena = await someone('Lena', 'supervisor');
});
afterAll(() => centre.stop());

const be = (who: Someone, state: string) => who.call('PUT', '/v1/me/presence', { state });
const give = async (conversationId: string, to: Someone): Promise<void> => {
  await lena.call('POST', `/v1/conversations/${conversationId}/move`, { agentId: to.id, force: true });
};
const promise = async (by: Someone, conversationId: string, text: string, inMs?: number): Promise<PromiseView> => {
  const dueAt = inMs === undefined ? undefined : new Date((await now()).getTime() + inMs).toISOString();
  return (await by.call<PromiseView>('POST', `/v1/conversations/${conversationId}/promises`, { text, dueAt })).body;
};
const now = async (): Promise<Date> => (await centre.app.db.query<{ now: Date }>('SELECT app_now() AS now'))[0]!.now;
const alertsOf = async (id: string) =>
  centre.app.db.query<{ kind: string; agent_id: string | null; cleared: boolean; because: string; conversation_id: string }>(
    `SELECT kind, agent_id, cleared_at IS NOT NULL AS cleared, data ->> 'because' AS because, conversation_id
     FROM alerts WHERE key = $1 ORDER BY raised_at, id`,
    [id],
  );
const later = async (ms: number): Promise<void> => {
  // Leases are short: whoever is there goes on being there.
  await centre.app.db.run(
    `UPDATE agent_presence SET lease_expires_at = app_now() + $1 * interval '1 ms' WHERE state IN ('available', 'finishing')`,
    [ms + 2 * minute],
  );
  await centre.app.moveClock(ms);
  await centre.app.sweep();
};
const list = async (query: string): Promise<PromiseView[]> =>
  (await lena.call<Page<PromiseView>>('GET', `/v1/promises?${query}`)).body.data;
const suggestions = async (conversationId: string): Promise<PromiseSuggestionView[]> =>
  (await ana.call<{ data: PromiseSuggestionView[] }>('GET', `/v1/conversations/${conversationId}/promise-suggestions`)).body.data;
const reply = async (conversationId: string, text: string, clientId = newId()) =>
  (await ana.call<WrittenMessageView>('POST', `/v1/conversations/${conversationId}/messages`, { kind: 'reply', text, clientId }))
    .body;

it('recognises what a reply promises, in the customer’s zone, and lets an agent take or leave it once', async () => {
  const { conversationId, customerId } = await centre.customer('Mei').says('Where is my order?');
  await centre.app.db.run(`UPDATE customers SET time_zone = 'Asia/Shanghai' WHERE id = $1`, [customerId]);
  await give(conversationId, ana);
  const clientId = newId();
  const sent = await reply(conversationId, '我明天下午三点给您回电话。退款会尽快处理。', clientId);
  const [call, refund] = sent.promiseSuggestions!;
  expect(sent.promiseSuggestions).toHaveLength(2);
  expect(call).toMatchObject({
    text: '我明天下午三点给您回电话。',
    phrase: '明天下午三点',
    zone: 'Asia/Shanghai',
    messageId: sent.id,
  });
  expect(call!.dueAt).toMatch(/T07:00:00\.000Z$/);
  expect(refund).toMatchObject({ phrase: '尽快', dueAt: null });
  // A retry of the same message answers the same, and a reply without a promise nothing.
  expect((await reply(conversationId, '我明天下午三点给您回电话。退款会尽快处理。', clientId)).promiseSuggestions).toEqual(
    sent.promiseSuggestions,
  );
  expect(await reply(conversationId, '好的')).not.toHaveProperty('promiseSuggestions');
  expect(await suggestions(conversationId)).toEqual([call, refund]);
  const accept = (put = {}) => ben.call<PromiseView>('POST', `/v1/promise-suggestions/${call!.id}/accept`, put);
  const [one, two] = await Promise.all([accept(), accept()]);
  expect(one.body).toMatchObject({
    ...{ text: call!.text, dueAt: call!.dueAt, zone: 'Asia/Shanghai', state: 'open' },
    // Ben took it down, Ana said it.
    ...{ madeBy: { id: ana.id, name: 'Ana' }, sourceMessageId: sent.id },
  });
  expect(two.body.id).toBe(one.body.id);
  expect((await ana.call('POST', `/v1/promise-suggestions/${call!.id}/dismiss`)).status).toBe(409);
  for (const status of [204, 204])
    expect((await ana.call('POST', `/v1/promise-suggestions/${refund!.id}/dismiss`)).status).toBe(status);
  expect((await ana.call('POST', `/v1/promise-suggestions/${refund!.id}/accept`, {})).status).toBe(409);
  expect(await suggestions(conversationId)).toEqual([]);
  expect(await list(`customer=${customerId}`)).toHaveLength(1);
  for (const id of [`${sent.id}-2`, `${newId()}-0`, 'x', `${sent.id}-999`])
    expect((await ana.call('POST', `/v1/promise-suggestions/${id}/accept`, {})).status).toBe(404);
});

it('reminds whoever holds the conversation at the moment, once, and again when it is overdue; keeping it ends both', async () => {
  await be(ana, 'available');
  const { conversationId } = await centre.customer().says('hello');
  await give(conversationId, ana);
  const made = await promise(ana, conversationId, 'Call back', 3 * hour);
  await later(2 * hour);
  expect(await alertsOf(made.id)).toEqual([]);
  expect(await list('state=open')).toContainEqual(expect.objectContaining({ id: made.id }));
  await later(40 * minute);
  const screen = await connect(centre.app.url, '/console', (await signIn(centre.app, ana.id, 'Ana', 'agent')).token);
  await later(6 * minute);
  await Promise.all([centre.app.sweep(), centre.app.get(RemindPromises).execute(), centre.app.get(RemindPromises).execute()]);
  expect(await alertsOf(made.id)).toEqual([
    { kind: 'promise_due', agent_id: ana.id, cleared: false, because: 'holds', conversation_id: conversationId },
  ]);
  const told = await screen.next<AlertView>('alert.raised', (alert) => (alert as AlertView).kind === 'promise_due');
  expect(told).toMatchObject({ agent: { id: ana.id }, data: { promiseId: made.id } });
  screen.close();
  expect(await list('state=due')).toEqual([expect.objectContaining({ id: made.id, state: 'due' })]);
  const { body: snapshot } = await ana.call<{ alerts: AlertView[] }>('GET', '/v1/me/snapshot');
  expect(snapshot.alerts.map((one) => one.kind)).toEqual(['promise_due']);
  await later(15 * minute);
  expect((await alertsOf(made.id)).map((one) => [one.kind, one.cleared])).toEqual([
    ['promise_due', true],
    ['promise_overdue', false],
  ]);
  expect(await list(`state=overdue&agent=${ana.id}`)).toEqual([expect.objectContaining({ id: made.id })]);
  const supervisor = await lena.call<Page<AlertView>>('GET', '/v1/alerts?kind=promise_overdue');
  expect(supervisor.body.data).toEqual([expect.objectContaining({ agent: { id: ana.id, name: 'Ana' } })]);
  expect((await ana.call<PromiseView>('POST', `/v1/promises/${made.id}/keep`)).body.state).toBe('kept');
  await later(1_000);
  expect((await alertsOf(made.id)).every((one) => one.cleared)).toBe(true);
  expect((await ana.call('POST', `/v1/promises/${made.id}/break`, {})).status).toBe(409);
  await later(5 * hour);
  expect(await alertsOf(made.id)).toHaveLength(2);
});

it('falls due when it was moved to: what was said of the old moment is over, and reminders begin again', async () => {
  await be(ana, 'available');
  const { conversationId } = await centre.customer().says('hello');
  await give(conversationId, ana);
  const made = await promise(ana, conversationId, 'Call back', hour);
  await later(2 * hour);
  expect((await alertsOf(made.id)).map((one) => [one.kind, one.cleared])).toContainEqual(['promise_overdue', false]);
  const dueAt = new Date(Date.parse(made.dueAt!) + 6 * hour).toISOString();
  const moved = await ana.call<PromiseView>('POST', `/v1/promises/${made.id}/move`, { dueAt });
  expect(moved.body).toMatchObject({ state: 'open', dueAt });
  await later(2_000);
  expect((await alertsOf(made.id)).every((one) => one.cleared)).toBe(true);
  await later(6 * hour);
  expect((await alertsOf(made.id)).filter((one) => !one.cleared).map((one) => one.kind)).toEqual(['promise_overdue']);
  for (const wrong of ['2001-01-01T00:00:00Z', '2101-01-01T00:00:00Z']) {
    const refused = await ana.call<Problem>('POST', `/v1/promises/${made.id}/move`, { dueAt: wrong });
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/dueAt']);
  }
  // Clocks differ by a little.
  const justOver = new Date((await now()).getTime() - minute).toISOString();
  expect((await ana.call('POST', `/v1/promises/${made.id}/move`, { dueAt: justOver })).status).toBe(200);
  const without = await ana.call<PromiseView>('POST', `/v1/promises/${made.id}/move`, { dueAt: null });
  expect(without.body).toMatchObject({ state: 'open', dueAt: null });
  await ana.call('POST', `/v1/promises/${made.id}/keep`);
  expect((await ana.call('POST', `/v1/promises/${made.id}/move`, { dueAt })).status).toBe(409);
  expect((await ana.call('POST', `/v1/promises/${newId()}/move`, { dueAt })).status).toBe(404);
});

it('tells the cover while the owner is away, the maker where nobody holds it, and the supervisors where nobody is there', async () => {
  const customer = centre.customer();
  const { conversationId } = await customer.says('hello');
  await be(ana, 'available');
  await be(ben, 'available');
  await give(conversationId, ana);
  const covered = await promise(ana, conversationId, 'Call back', hour);
  await be(ana, 'away');
  await give(conversationId, ben);
  await later(50 * minute);
  expect(await alertsOf(covered.id)).toMatchObject([{ kind: 'promise_due', agent_id: ben.id, because: 'holds' }]);
  await ben.call('POST', `/v1/promises/${covered.id}/keep`);
  // The owner went away and the conversation is still theirs: no reminder goes where nobody reads it.
  await be(ben, 'away');
  await be(ana, 'available');
  const stranded = await promise(ana, conversationId, 'Send the part', hour);
  await later(50 * minute);
  expect(await alertsOf(stranded.id)).toMatchObject([{ agent_id: ana.id, because: 'made_it' }]);
  await be(ana, 'away');
  await later(11 * minute);
  expect((await alertsOf(stranded.id)).at(-1)).toMatchObject({
    kind: 'promise_overdue',
    agent_id: null,
    because: 'nobody_there',
  });
  const { body: broken } = await lena.call<PromiseView>('POST', `/v1/promises/${stranded.id}/break`, { reason: 'no parts left' });
  expect(broken).toMatchObject({ state: 'broken', brokenReason: 'no parts left' });
  expect((await lena.call('POST', `/v1/promises/${stranded.id}/keep`)).status).toBe(409);
  expect((await lena.call<PromiseView>('POST', `/v1/promises/${stranded.id}/break`, {})).body.brokenReason).toBe('no parts left');
  await later(1_000);
  expect((await alertsOf(stranded.id)).every((one) => one.cleared)).toBe(true);
});

it('follows the customer through a merge and its undo', async () => {
  const [web, phone] = [await centre.customer('Mei').says('hello'), await centre.customer('Mei Lin').says('hello again')];
  const open = async (conversationId: string): Promise<string[]> =>
    (await ana.call<ContextView>('GET', `/v1/conversations/${conversationId}/context`)).body.promises.map((one) => one.text);
  await be(ana, 'available');
  await be(ben, 'available');
  await give(web.conversationId, ana);
  const made = await promise(lena, phone.conversationId, 'Write on Monday', hour);
  const { body } = await lena.call<{ mergeId: string }>('POST', `/v1/customers/${web.customerId}/merge`, {
    from: phone.customerId,
    reason: 'the same',
  });
  expect(body).toEqual({ mergeId: expect.any(String) as unknown });
  expect(await open(web.conversationId)).toEqual(['Write on Monday']);
  expect(await list(`customer=${web.customerId}`)).toHaveLength(1);
  await later(50 * minute);
  expect(await alertsOf(made.id)).toMatchObject([{ agent_id: ana.id, because: 'holds' }]);
  await lena.call('POST', `/v1/merges/${body.mergeId}/undo`);
  expect(await open(web.conversationId)).toEqual([]);
  expect(await open(phone.conversationId)).toEqual(['Write on Monday']);
  await give(phone.conversationId, ben);
  await later(11 * minute);
  expect((await alertsOf(made.id)).at(-1)).toMatchObject({ kind: 'promise_overdue', agent_id: ben.id });
});

it('reckons the kept rate by who made the promise, and lists in pages', async () => {
  const maker = await someone('Chen');
  const { conversationId } = await centre.customer().says('hello');
  const from = await now();
  const made = [];
  for (const inMs of [10, 20, 30, 40, 50, 600].map((n) => n * minute))
    made.push(await promise(maker, conversationId, `In ${inMs}`, inMs));
  await promise(maker, conversationId, 'Some day');
  const [inTime, alsoInTime, late, broken] = made;
  for (const one of [inTime!, alsoInTime!]) await maker.call('POST', `/v1/promises/${one.id}/keep`);
  await later(hour);
  await maker.call('POST', `/v1/promises/${late!.id}/keep`);
  await maker.call('POST', `/v1/promises/${broken!.id}/break`, {});
  const to = new Date(from.getTime() + 24 * hour);
  const report = await lena.call<{ data: PromisesKeptView[] }>(
    'GET',
    `/v1/reports/promises?from=${from.toISOString()}&to=${to.toISOString()}`,
  );
  expect(report.body.data.find((one) => one.agentId === maker.id)).toEqual({
    ...{ agentId: maker.id, agentName: 'Chen', due: 5, keptInTime: 2, keptLate: 1, broken: 1, overdue: 1, keptRate: 0.4 },
  });
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: Page<PromiseView> } = await lena.call(
      'GET',
      `/v1/promises?agent=${maker.id}&limit=3${cursor && `&cursor=${cursor}`}`,
    );
    ids.push(...body.data.map((one) => one.id));
    cursor = body.meta.nextCursor;
  }
  expect(ids).toHaveLength(7);
  expect(ids.slice(0, 6)).toEqual(made.map((one) => one.id));
  expect((await lena.call('GET', '/v1/reports/promises?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).status).toBe(422);
  expect((await ana.call('GET', `/v1/reports/promises?from=${from.toISOString()}&to=${to.toISOString()}`)).status).toBe(403);
});
