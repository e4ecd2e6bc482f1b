import type { ContextView, FactPatternView, FactView, PastFactView } from '../../../src/contracts/context.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { EventListeners } from '../../../src/platform/outbox/listeners.js';
import type { OutboxRow } from '../../../src/platform/outbox/outbox.entity.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let ana: Person;
let admin: Person;

beforeAll(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana');
  admin = await centre.person('Ada', 'admin');
});
afterAll(() => centre.stop());

const read = async (conversationId: string): Promise<ContextView> =>
  (await ana.call<ContextView>('GET', `/v1/conversations/${conversationId}/context`)).body;
const factsOf = async (conversationId: string): Promise<string[]> =>
  (await read(conversationId)).facts.map(({ kind, value }) => `${kind} ${value}`);
const pattern = (body: object) =>
  admin.call<FactPatternView & { errors?: { pointer: string; detail: string }[] }>('POST', '/v1/fact-patterns', body);

/** The news of a message once more, as after a crash before its listeners were done. */
async function repeat(messageId: string): Promise<void> {
  const [row] = await centre.app.db.query<OutboxRow>(
    `SELECT * FROM outbox WHERE type = 'message.created' AND payload->>'messageId' = $1`,
    [messageId],
  );
  const event = { ...row!, type: 'message.created' as const, position: Number(row!.position), payload: row!.payload as never };
  await centre.app.get(EventListeners).dispatch([event], (_name, error) => {
    throw error;
  });
}

it('reads the further kinds of a message, each with its source and the time it was said', async () => {
  const said = await centre.customer().says('Bought on 2024-01-15 for 49 EUR; error code E-101 on version 2.3.1');
  await centre.announced();
  const { facts } = await read(said.conversationId);
  expect(facts.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
    'amount 49 EUR',
    'error_code E-101',
    'purchase_date 2024-01-15',
    'version 2.3.1',
  ]);
  for (const fact of facts) {
    expect(fact).toMatchObject({ channel: 'webchat', source: { type: 'message', messageId: said.messageId } });
    expect(fact.at).toBe(said.createdAt.toISOString());
  }
});

it('keeps what was put right, what replaced it, and does not hear it again from the same message', async () => {
  const said = await centre.customer().says('I live at 12 High Street, London');
  await centre.announced();
  const [wrong] = (await read(said.conversationId)).facts;
  const { body: right } = await ana.call<FactView>('POST', `/v1/customers/${said.customerId}/facts`, {
    ...{ kind: 'address', value: '21 High Street, London', supersedes: wrong!.id },
  });
  await repeat(said.messageId);
  expect(await factsOf(said.conversationId)).toEqual(['address 21 High Street, London']);
  const { body } = await ana.call<{ data: PastFactView[] }>('GET', `/v1/customers/${said.customerId}/facts`);
  expect(body.data).toEqual([
    expect.objectContaining({ id: right.id, supersededAt: null, supersededBy: null }),
    expect.objectContaining({ id: wrong!.id, supersededAt: expect.any(String), supersededBy: right.id }),
  ]);
  expect((await ana.call('GET', `/v1/customers/${newId()}/facts`)).status).toBe(404);
});

it('shows both where two cannot be right', async () => {
  const mei = centre.customer();
  const said = await mei.says('write to mei@home.test');
  await mei.says('no: mei@work.test, about order A-20417 and order A-20418');
  const { conflicts } = await read(said.conversationId);
  expect(conflicts.map(({ kind, facts }) => [kind, ...facts.map(({ value }) => value)])).toEqual([
    ['email', 'mei@work.test', 'mei@home.test'],
  ]);
});

describe('patterns of the deployment', () => {
  const contract = {
    ...{ kind: 'contract_number', label: 'Contract', languages: ['en', 'zh'], single: true },
    ...{ pattern: 'HT-(?<value>\\d{4})', example: 'my contract is HT-1234' },
  };

  it('find facts from the next message on, and make them contradict where there is one', async () => {
    const { status, body: made } = await pattern(contract);
    expect([status, made.version, made.switchedOff]).toEqual([201, 1, null]);
    const mei = centre.customer();
    const said = await mei.says('my contract is ht-5678, or was it HT-9999?');
    await centre.announced();
    const { facts, conflicts } = await read(said.conversationId);
    expect(facts.map(({ kind, value, label }) => [kind, value, label]).sort()).toEqual([
      ['contract_number', '5678', 'Contract'],
      ['contract_number', '9999', 'Contract'],
    ]);
    expect(conflicts.map(({ kind }) => kind)).toEqual(['contract_number']);
    // Without the pattern HT-1111 passes for an order number.
    expect((await admin.call('DELETE', `/v1/fact-patterns/${made.id}`)).status).toBe(204);
    await mei.says('and HT-1111');
    await centre.announced();
    expect((await factsOf(said.conversationId)).sort()).toEqual([
      'contract_number 5678',
      'contract_number 9999',
      'order_number HT-1111',
    ]);
  });

  it('are refused where they could not work, with what is wrong and where', async () => {
    const refused: [object, string, string][] = [
      [{ pattern: '(a+)+\\1', example: 'aa' }, '/pattern', 'back references'],
      [{ pattern: '(?=a)a', example: 'a' }, '/pattern', 'looking ahead'],
      [{ pattern: '((a{200}){200}){200}', example: 'a' }, '/pattern', 'more than 1000 steps'],
      [{ pattern: '[a', example: 'a' }, '/pattern', 'closing bracket (at character 1)'],
      [{ pattern: 'x'.repeat(501), example: 'a' }, '/pattern', ''],
      [{ pattern: 'abc', example: 'nothing of it' }, '/example', 'holds nothing'],
      [{ kind: 'Contract' }, '/kind', ''],
      [{ languages: ['english'] }, '/languages', ''],
      [{ flags: 'g' }, '/flags', ''],
    ];
    for (const [change, pointer, detail] of refused) {
      const { status, body } = await pattern({ ...contract, ...change });
      expect([change, status, body.errors?.[0]?.pointer.slice(0, pointer.length)]).toEqual([change, 422, pointer]);
      expect(body.errors![0]!.detail).toContain(detail);
    }
    expect((await ana.call('POST', '/v1/fact-patterns', contract)).status).toBe(403);
    expect((await ana.call('GET', '/v1/fact-patterns')).status).toBe(403);
  });

  it('are changed only as they were read', async () => {
    const { body: made } = await pattern(contract);
    const change = (etag: string) =>
      fetch(`${centre.app.url}/v1/fact-patterns/${made.id}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', 'if-match': etag },
        body: JSON.stringify({ label: 'Vertrag' }),
      });
    const first = await change('"1"');
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await change('"1"')).status).toBe(412);
    await admin.call('DELETE', `/v1/fact-patterns/${made.id}`);
  });

  it('are switched off where they take too long, and say on what', async () => {
    const { body: slow } = await pattern({ kind: 'slow', pattern: '(?:a?){200}b', example: 'b' });
    const { body: quick } = await pattern({ kind: 'quick', pattern: 'QQ\\d', example: 'QQ1' });
    const said = await centre.customer().says(`${'a'.repeat(9_000)} QQ7`);
    await centre.announced();
    const { body } = await admin.call<FactPatternView>('GET', `/v1/fact-patterns/${slow.id}`);
    expect(body).toMatchObject({ enabled: false, version: 2, switchedOff: { because: expect.stringContaining(said.messageId) } });
    expect(await factsOf(said.conversationId)).toEqual(['quick QQ7']);
    const again = await admin.call<FactPatternView>('PATCH', `/v1/fact-patterns/${slow.id}`, {
      pattern: 'a{1,9}b',
      example: 'ab',
      enabled: true,
    });
    expect(again.body).toMatchObject({ enabled: true, switchedOff: null });
    for (const { id } of [slow, quick]) await admin.call('DELETE', `/v1/fact-patterns/${id}`);
  });
});

it('refuses a fact of a megabyte and cuts one that comes by another way', async () => {
  const long = 'x'.repeat(1_000_000);
  const said = await centre.customer().says('hello', { facts: [{ kind: 'remark', value: long }] });
  const { facts } = await read(said.conversationId);
  expect(facts.map(({ value }) => value.length)).toEqual([500]);
  const answer = await ana.call<{ code: string }>('POST', `/v1/customers/${said.customerId}/facts`, {
    kind: 'remark',
    value: long,
  });
  expect([413, 422]).toContain(answer.status);
  expect(answer.body.code).toMatch(/payload_too_large|invalid_request/);
});
