import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CustomerImportView, IdentitySuggestionView, ImportRowView } from '../../../src/contracts/identity.js';
import type { Page } from '../../../src/contracts/views.js';
import { tombstoneOf } from '../../../src/customers/erased-keys.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let boss: Person;

beforeAll(async () => {
  centre = await startCentre();
  boss = await centre.person('Bea', 'supervisor');
});
afterAll(() => centre.stop());

const db = () => centre.app.db;
const send = (table: string | Buffer, query = '', { token = boss.token, type = 'text/csv' } = {}) =>
  fetch(`${centre.app.url}/v1/customers/import${query}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: table as NonNullable<RequestInit['body']>,
  });
const count = async (): Promise<number> => (await db().query<{ n: number }>('SELECT count(*)::int AS n FROM customers'))[0]!.n;
const rowsOf = async (id: string): Promise<ImportRowView[]> =>
  (await boss.call<Page<ImportRowView>>('GET', `/v1/customers/imports/${id}/rows`)).body.data;

/** Reads a table in, or asks what that would do, and waits until it is done. */
async function imported(table: string | Buffer, query = ''): Promise<CustomerImportView & { lines: ImportRowView[] }> {
  const response = await send(table, query);
  const begun = (await response.json()) as CustomerImportView;
  expect([response.status, begun]).toEqual([202, expect.objectContaining({ id: expect.any(String) as unknown })]);
  await centre.app.sweep();
  const { body } = await boss.call<CustomerImportView>('GET', `/v1/customers/imports/${begun.id}`);
  expect(body).toMatchObject({ state: 'done', rows: { done: body.rows.total } });
  return { ...body, lines: await rowsOf(begun.id) };
}

const table = `Customer No.,Name,E-Mail,Phone,City,Birthday,Shoe size
K-1,Mei Lin,mei@import.test,+8613800138001,Shanghai,1990-02-28,38
K-2,José García,jose@import.test,,Madrid,,44
K-3,Broken,nobody,,,,
K-4,"Brown, Peter",peter@import.test,+442079460958,London,,`;

describe('reading customers in', () => {
  it('says first what it would do, and does it then', async () => {
    const before = await count();
    const dry = await imported(table, '?dryRun=true');
    expect(dry).toMatchObject({
      dryRun: true,
      outcomes: { created: 3, matched: 0, suggested: 0, refused: 1 },
      columns: { externalId: 'Customer No.', name: 'Name', email: 'E-Mail', phone: 'Phone', city: 'City', birthDate: 'Birthday' },
      ignored: ['Shoe size'],
    });
    expect(dry.lines[2]).toEqual({
      line: 4,
      outcome: 'refused',
      reason: 'email: invalid_email',
      customerId: null,
      matchedLine: null,
      resembles: [],
      warning: null,
    });
    expect(await count()).toBe(before);
    const real = await imported(table);
    expect(real.outcomes).toEqual(dry.outcomes);
    expect(await count()).toBe(before + 3);
    const [mei] = await db().query('SELECT name, attributes FROM customers WHERE id = $1', [real.lines[0]!.customerId]);
    expect(mei).toEqual({ name: 'Mei Lin', attributes: { city: 'Shanghai', birthDate: '1990-02-28' } });
    const keys = await db().query('SELECT kind, value, level, joins FROM identities WHERE customer_id = $1 ORDER BY kind', [
      real.lines[0]!.customerId,
    ]);
    expect(keys).toEqual([
      { kind: 'email', value: 'mei@import.test', level: 'claimed', joins: true },
      { kind: 'external', value: 'K-1', level: 'verified', joins: true },
      { kind: 'phone', value: '+8613800138001', level: 'claimed', joins: true },
    ]);
  });

  it('changes nothing when it is read in again, and fills only what is missing', async () => {
    const versions = () => db().query('SELECT id, version FROM customers ORDER BY id');
    const before = await versions();
    const again = await imported(table);
    expect(again.outcomes).toEqual({ created: 0, matched: 3, suggested: 0, refused: 1 });
    expect(await versions()).toEqual(before);
    const more = await imported('id,name,city,tier\nK-2,Somebody Else,Lyon,gold\n');
    const [jose] = await db().query('SELECT name, tier, attributes FROM customers WHERE id = $1', [more.lines[0]!.customerId]);
    expect(jose).toEqual({ name: 'José García', tier: 'gold', attributes: { city: 'Madrid' } });
  });

  it('makes nobody twice: a line that holds an address alone, or that may be one of two, is known again', async () => {
    const twice = `id,name,email,phone
D-1,Ivo Stein,ivo@twice.test,+4915100000001
D-2,Ivo Stein,ivo@twice.test,+4915100000001`;
    await imported(twice);
    const rows = `name,email,phone,city
,lonely@twice.test,,
Ivo Stein,ivo@twice.test,,
Ivo Stein,ivo@twice.test,,Bonn
,lonely@twice.test,,`;
    const first = await imported(rows);
    expect(first.lines.map((one) => one.outcome)).toEqual(['created', 'suggested', 'suggested', 'matched']);
    const before = await db().query('SELECT id, version FROM customers ORDER BY id');
    for (const query of ['?dryRun=true', '', ''])
      expect((await imported(rows, query)).lines.map((one) => [one.outcome, one.customerId])).toEqual(
        first.lines.map((one) => ['matched', one.customerId]),
      );
    // Also once somebody has been given another name, or has turned out to be somebody else.
    await db().run(`UPDATE customers SET name = 'Renamed' WHERE id = $1`, [first.lines[1]!.customerId]);
    await boss.call('POST', `/v1/customers/${first.lines[2]!.customerId!}/merge`, {
      from: first.lines[1]!.customerId,
      reason: 'the same',
    });
    const again = await imported(rows);
    expect(again.lines.map((one) => [one.outcome, one.customerId])).toEqual([
      ['matched', first.lines[0]!.customerId],
      ['matched', first.lines[2]!.customerId],
      ['matched', first.lines[2]!.customerId],
      ['matched', first.lines[0]!.customerId],
    ]);
    expect((await db().query('SELECT id FROM customers ORDER BY id')).length).toBe(before.length);
  });

  it('names whom a suggested line resembles, in the dry run too', async () => {
    const known = (await imported('id,name,email\nS-1,Tara Holm,tara@like.test\n')).lines[0]!.customerId;
    const rows = 'id,name,email\nS-2,Tara Holm,tara@like.test\nS-3,Ole Dahl,ole@like.test\nS-4,Ole Dahl,ole@like.test\n';
    const dry = await imported(rows, '?dryRun=true');
    expect(dry.lines.map((one) => [one.outcome, one.resembles])).toEqual([
      ['suggested', [{ customerId: known, line: null, score: expect.any(Number) as unknown }]],
      ['created', []],
      ['suggested', [{ customerId: null, line: 3, score: expect.any(Number) as unknown }]],
    ]);
    const real = await imported(rows);
    expect(real.lines[2]!.resembles).toEqual([
      { customerId: real.lines[1]!.customerId, line: null, score: expect.any(Number) as unknown },
    ]);
  });

  it('says what is not read as it stands', async () => {
    const long = 'N'.repeat(250);
    const rows = `id,name,email,e-mail,email
W-11,Anna Berg,anna@warn.test,,second@warn.test
W-11,Clara Voss,,,,beyond,
W-12,${long},,,
W-13,${'x'.repeat(600)},,,`;
    for (const query of ['?dryRun=true', '']) {
      const { warnings, lines } = await imported(rows, query);
      expect(warnings).toEqual([
        'more than one column is called “email”: only the first is read',
        '1 line has more cells than the header has columns, the first is line 3',
      ]);
      expect(lines.map((one) => one.warning)).toEqual([
        null,
        '1 more cell than the header has columns, not read; name: line 2 with this external id is called otherwise, and stays so',
        'name: cut at 200 characters',
        'a cell of more than 500 characters was cut; name: cut at 200 characters',
      ]);
    }
    expect((await imported('id,name\nW-11,Clara Voss\n')).lines[0]!.warning).toBe(
      'name: the customer with this external id is called otherwise, and stays so',
    );
  });

  it('matches without an id where one customer is beyond doubt, suggests where not, and finds doubles in the table itself', async () => {
    const rows = `name,email,phone,city
GARCIA Jose,jose@import.test,,
Mei Lin,,,Shanghai
Nina Falk,nina@import.test,+4915112345678,Köln
"Falk, Nina",NINA@import.test,015112345678,Cologne`;
    for (const query of ['?dryRun=true&defaultCountry=DE', '?defaultCountry=DE']) {
      const { lines } = await imported(rows, query);
      expect(lines.map((one) => one.outcome)).toEqual(['matched', 'refused', 'created', 'matched']);
      expect(lines[3]!.matchedLine).toBe(4);
    }
    const weak = await imported('id,name,city\nW-1,林梅,上海\n');
    expect(weak.outcomes.suggested).toBe(1);
    const { body } = await boss.call<Page<IdentitySuggestionView>>(
      'GET',
      `/v1/identity-suggestions?customer=${weak.lines[0]!.customerId!}`,
    );
    expect(body.data).toHaveLength(1);
  });

  it('never joins two ids of one system, nor gives a mailbox that somebody holds to a second one', async () => {
    const { lines } = await imported('id,name,email\nT-1,Tom Hart,tom@import.test\nT-2,Tom Hart,tom@import.test\n');
    expect(lines.map((one) => one.outcome)).toEqual(['created', 'suggested']);
    const held = await db().query(`SELECT joins FROM identities WHERE value = 'tom@import.test' ORDER BY created_at, id`);
    expect(held.map((one) => (one as { joins: boolean }).joins).sort()).toEqual([false, true]);
  });

  it('reads GB18030, a mark, and columns that it is told', async () => {
    const gb = Buffer.concat([
      Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]),
      Buffer.from(',x\n'),
      Buffer.from([0xcd, 0xf5, 0xce, 0xb0]),
      Buffer.from(',13900139000\n'),
    ]);
    const { lines, columns } = await imported(gb, `?defaultCountry=CN&columns=${encodeURIComponent('{"phone":"x"}')}`);
    expect(columns).toEqual({ name: '姓名', phone: 'x' });
    const [row] = await db().query('SELECT name FROM customers WHERE id = $1', [lines[0]!.customerId]);
    expect(row).toEqual({ name: '王伟' });
    expect((await imported('\uFEFFid,name\nB-1,Bo\n')).outcomes.created).toBe(1);
  });

  it('does not bring back who was erased', async () => {
    const hash = tombstoneOf(centre.app.get(Secrets), { kind: 'email', value: 'gone@import.test' });
    const [erasure, customer] = [newId(), newId()];
    await db().run('INSERT INTO customers (id, erased_at) VALUES ($1, app_now())', [customer]);
    await db().run(
      `INSERT INTO erasures (id, customer_id, member_ids, reason, ids_sha256, requested_by_type) VALUES ($1, $2, $3, 'asked', '', 'system')`,
      [erasure, customer, [customer]],
    );
    await db().run(`INSERT INTO tombstones (key_hash, erasure_id, kind) VALUES ($1, $2, 'email')`, [hash, erasure]);
    const { lines } = await imported('name,email\nGone,gone@import.test\nHere,here@import.test\n');
    expect(lines.map((one) => [one.outcome, one.reason])).toEqual([
      ['refused', 'this customer was erased'],
      ['created', null],
    ]);
  });

  it('goes on where a killed process stopped, line by line as if it had not', async () => {
    const lines = Array.from({ length: 450 }, (_, n) => `R-${n},Person ${n},r${n}@resume.test`).join('\n');
    const response = await send(`id,name,email\n${lines}\n`, '?dryRun=true');
    const { id } = (await response.json()) as CustomerImportView;
    // As the death of a process leaves it: the first batch is written, the rest is due.
    await centre.app.sweep();
    await db().run(`UPDATE customer_import_rows SET outcome = NULL, reason = NULL WHERE import_id = $1 AND line > 201`, [id]);
    await db().run(`UPDATE customer_imports SET state = 'running', finished_at = NULL WHERE id = $1`, [id]);
    await centre.app.sweep();
    const { body } = await boss.call<CustomerImportView>('GET', `/v1/customers/imports/${id}`);
    expect(body).toMatchObject({ state: 'done', outcomes: { created: 450 } });
  });
});

describe('refusals', () => {
  const code = async (response: Response): Promise<[number, string]> => [
    response.status,
    ((await response.json()) as { code: string }).code,
  ];
  it.each([
    ['an empty table', '', 422],
    ['a header alone', 'name,email\n', 422],
    ['an open quote', 'name,email\n"a,b\n', 422],
    ['no key at all', 'name,city\na,b\n', 422],
    ['bytes of no encoding', Buffer.from([0xff, 0xff, 0xff, 0xff]), 422],
  ])('%s', async (_what, body, status) => {
    expect(await code(await send(body))).toEqual([status, 'invalid_request']);
  });

  it('say what to do', async () => {
    const { detail } = (await (await send(Buffer.from([0xff, 0xff, 0xff, 0xff]))).json()) as { detail: string };
    expect(detail).toContain('Save it as “CSV UTF-8”');
  });

  it('of another type, of columns that are not there, of too much, of people who may not', async () => {
    expect(await code(await send('id\n1\n', '', { type: 'text/plain' }))).toEqual([415, 'unsupported_media_type']);
    for (const query of [
      '?columns=[]',
      '?columns={"shoe":"x"}',
      '?columns={"email":"x"}',
      '?columns=1',
      '?dryRun=maybe',
      '?defaultCountry=china',
      '?defaultCountry=XX',
    ])
      expect((await code(await send('id\n1\n', query)))[0]).toBe(422);
    expect((await send(Buffer.alloc(20 * 1024 * 1024 + 1, 'a'))).status).toBe(413);
    expect((await send('id\n1\n', '', { token: '' })).status).toBe(401);
    const ana = await centre.person('Ana');
    expect((await send('id\n1\n', '', { token: ana.token })).status).toBe(403);
    expect((await boss.call('GET', '/v1/customers/imports/0190c0de-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
