import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SearchHitView, SearchPage } from '../../../src/contracts/search.js';
import { ChangeMessage } from '../../../src/conversations/change-message.service.js';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { forgetSearch } from '../../../src/context/search/forget-search.js';
import { IndexSearch } from '../../../src/context/search/index-search.service.js';
import { Whisper } from '../../../src/routing/supervision/whisper.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { anApiKey } from '../../support/builders.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let ana: Person;

beforeAll(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana');
});
afterAll(() => centre.stop());

/** The index as it is after the next round of the sweep. */
async function indexed(): Promise<void> {
  await centre.announced();
  await centre.app.sweep();
  // A round is bounded in time, and on a busy machine the first one does not get through.
  await centre.app.get(IndexSearch).catchUp(60_000);
}
const search = async (q: string, more: Record<string, string> = {}): Promise<SearchPage> => {
  const answer = await ana.call<SearchPage>('GET', `/v1/search?${new URLSearchParams({ q, ...more }).toString()}`);
  expect([q, answer.status]).toEqual([q, 200]);
  return answer.body;
};
const hits = async (q: string, more: Record<string, string> = {}): Promise<SearchHitView[]> => (await search(q, more)).data;
const ids = async (q: string, more: Record<string, string> = {}): Promise<string[]> => (await hits(q, more)).map((one) => one.id);
const asSystem = <T>(work: (scope: { tx: never; actor: typeof systemActor }) => Promise<T>): Promise<T> =>
  centre.app.db.transaction((tx) => work({ tx: tx as never, actor: systemActor }));

it('finds a message by a word of it, a beginning, a slip of the hand, a number however it is written', async () => {
  const mei = centre.customer('梅琳');
  const zh = await mei.says('你好，我想申请退款，订单还没到');
  const en = await mei.says('Please REFUND my parcel, order A-20417, call 138-0013-8000');
  await indexed();
  for (const [q, match] of [
    ['退款', 'exact'],
    ['申请退款', 'exact'],
    ['退', 'exact'],
  ] as const)
    expect([q, await hits(q, { kind: 'message' })]).toEqual([q, [expect.objectContaining({ id: zh.messageId, match })]]);
  for (const [q, match] of [
    ['refund', 'exact'],
    ['refu', 'prefix'],
    ['refnud', 'typo'],
    ['A-20417', 'exact'],
    ['a20417', 'exact'],
    ['20417', 'exact'],
    ['8000', 'exact'],
    ['13800138000', 'exact'],
    ['parcel refund', 'exact'],
  ] as const)
    expect([q, await hits(q, { kind: 'message' })]).toEqual([q, [expect.objectContaining({ id: en.messageId, match })]]);
  const [hit] = await hits('refnud');
  expect(hit).toMatchObject({
    ...{ kind: 'message', conversationId: en.conversationId, messageId: en.messageId, score: 0.4 },
    customer: { id: en.customerId, name: '梅琳' },
  });
  expect(hit!.snippet.marks.map(([from, to]) => hit!.snippet.text.slice(from, to))).toEqual(['REFUND']);
  expect(await ids('refund parcel tomorrow')).toEqual([]);
  // The order number became a fact of the customer, from the same message.
  expect(await hits('a20417')).toEqual([
    expect.objectContaining({ kind: 'fact', messageId: en.messageId, customer: { id: en.customerId, name: '梅琳' } }),
    expect.objectContaining({ kind: 'message', id: en.messageId }),
  ]);
});

it('finds customers by names of two and three characters, addresses and what was noted', async () => {
  const two = await centre.customer('李雷').says('hello');
  const three = await centre.customer('王小明').says('hello');
  const french = await centre.customer('Zoé Lefèvre').says('hello');
  await ana.call('POST', `/v1/customers/${french.customerId}/identities`, { kind: 'email', value: 'Zoe.L@Mail.test' });
  await ana.call('POST', `/v1/customers/${french.customerId}/identities`, { kind: 'phone', value: '+33 6 12 34 56 78' });
  await ana.call('PATCH', `/v1/customers/${french.customerId}`, { attributes: { company: 'Boulangerie' } });
  await indexed();
  const customers = (q: string) => ids(q, { kind: 'customer' });
  expect(await customers('李雷')).toEqual([two.customerId]);
  expect(await customers('王小明')).toEqual([three.customerId]);
  expect(await customers('小明')).toEqual([three.customerId]);
  for (const q of ['zoe', 'LEFEVRE', 'lefev', 'lefevrr', 'zoe.l@mail.test', 'mail.test', '345678', '+33612345678', 'boulangerie'])
    expect([q, await customers(q)]).toEqual([q, [french.customerId]]);
});

it('ranks exact before prefix before typo, people before what was said, then the latest first; in pages', async () => {
  const typo = await centre.customer().says('my zephir is broken');
  const prefix = await centre.customer().says('two zephyrs please');
  const early = await centre.customer().says('a zephyr');
  const late = await centre.customer().says('another Zephyr');
  const named = await centre.customer('Zephyr Jones').says('hello');
  await indexed();
  const order = [named.customerId, late.messageId, early.messageId, prefix.messageId, typo.messageId];
  expect(await ids('zephyr')).toEqual(order);
  const paged: string[] = [];
  let cursor = '';
  do {
    const page = await search('zephyr', { limit: '2', ...(cursor ? { cursor } : {}) });
    paged.push(...page.data.map((one) => one.id));
    cursor = page.meta.nextCursor ?? '';
    expect(page.meta.hasMore).toBe(cursor !== '');
  } while (cursor);
  expect(paged).toEqual(order);
});

it('narrows by kind, customer, channel and time', async () => {
  const one = await centre.customer('Quokka').says('a quokka');
  const other = await centre.customer().says('a quokka');
  await indexed();
  const { at } = (await hits('quokka', { customer: other.customerId }))[0]!;
  expect(await ids('quokka', { customer: other.customerId })).toEqual([other.messageId]);
  expect(await ids('quokka', { customer: newId() })).toEqual([]);
  expect(await ids('quokka', { kind: 'customer' })).toEqual([one.customerId]);
  expect(await ids('quokka', { channel: 'webchat' })).toEqual([other.messageId, one.messageId]);
  expect(await ids('quokka', { channel: 'email' })).toEqual([]);
  expect(await ids('quokka', { kind: 'message', from: at })).toEqual([other.messageId]);
  expect(await ids('quokka', { kind: 'message', to: at })).toEqual([one.messageId]);
});

it('follows edits, and forgets words that nobody uses any more', async () => {
  const { messageId } = await centre.customer().says('the wombat is late');
  await indexed();
  expect(await ids('wombat')).toEqual([messageId]);
  const change = { kind: 'edited' as const, text: 'the platypus is late', at: new Date('2030-01-01T00:00:00Z') };
  await asSystem((scope) => centre.app.get(ChangeMessage).change(scope, messageId, change));
  await indexed();
  expect(await ids('wombat')).toEqual([]);
  expect(await ids('platypus')).toEqual([messageId]);
  expect(await words('wombat', 'platypus')).toEqual(['platypus']);
});

it('finds merged customers as the one they are now, by every name; and apart again after the undo', async () => {
  const into = await centre.customer('Okapi').says('the okapi here');
  const from = await centre.customer('Numbat').says('the numbat here');
  await indexed();
  const mergeId = await asSystem((scope) =>
    centre.app.get(MergeCustomers).merge(scope, { fromId: from.customerId, intoId: into.customerId, reason: 'the same' }),
  );
  await indexed();
  const root = { id: into.customerId, name: 'Okapi' };
  for (const q of ['okapi', 'numbat']) expect([q, await ids(q, { kind: 'customer' })]).toEqual([q, [into.customerId]]);
  expect((await hits('numbat')).map(({ id, customer }) => [id, customer])).toEqual([
    [into.customerId, root],
    [from.messageId, root],
  ]);
  expect(await ids('numbat', { customer: into.customerId, kind: 'message' })).toEqual([from.messageId]);
  await asSystem((scope) => centre.app.get(MergeCustomers).undo(scope, mergeId!));
  await indexed();
  expect(await ids('okapi', { kind: 'customer' })).toEqual([into.customerId]);
  expect(await ids('numbat', { kind: 'customer' })).toEqual([from.customerId]);
});

it('shows notes to people who work here, whispers in no search, and nothing to API keys', async () => {
  const boss = await centre.person('Boss', 'supervisor');
  const { conversationId } = await centre.customer().says('hello');
  // Somebody who is there: what an absent owner holds is given on.
  const ben = await centre.person('Ben', 'agent', 'available');
  await centre.app.db.run(`UPDATE conversations SET status = 'assigned', assignee_id = $2 WHERE id = $1`, [
    conversationId,
    ben.id,
  ]);
  const note = { kind: 'note', text: 'careful, a capybara', clientId: newId() };
  const { body: noted } = await ana.call<{ id: string }>('POST', `/v1/conversations/${conversationId}/messages`, note);
  const by = { type: 'agent' as const, id: boss.id, name: 'Boss', role: 'supervisor' as const, inboxIds: null };
  await centre.app.get(Whisper).execute({ by: by as never, conversationId, text: 'offer the capybara a discount' });
  await indexed();
  expect(await ids('capybara')).toEqual([noted.id]);
  const key = 'tl_search_key';
  await anApiKey(centre.app.db, { key });
  const answer = await fetch(`${centre.app.url}/v1/search?q=capybara`, { headers: { authorization: `Bearer ${key}` } });
  expect([401, 403]).toContain(answer.status);
  expect((await fetch(`${centre.app.url}/v1/search?q=capybara`)).status).toBe(401);
});

it('forgets an erased customer in the transaction that erases them, and every word that was theirs alone', async () => {
  const erased = await centre.customer('Xylander').says('my axolotl, order B-77001, is ill');
  const stays = await centre.customer().says('my order is ill');
  await indexed();
  expect(await ids('axolotl')).toEqual([erased.messageId]);
  await centre.app.db.transaction(async (tx) => {
    await tx.run(`UPDATE messages SET text = '' WHERE customer_id = $1`, [erased.customerId]);
    await tx.run(`UPDATE customers SET name = NULL WHERE id = $1`, [erased.customerId]);
    await tx.run(`DELETE FROM facts WHERE customer_id = $1`, [erased.customerId]);
    await forgetSearch(tx, [erased.customerId]);
  });
  const traces = () => centre.app.db.query('SELECT id FROM search_documents WHERE customer_id = $1', [erased.customerId]);
  expect(await traces()).toEqual([]);
  expect(await words('axolotl', 'xylander', 'order')).toEqual(['order']);
  await indexed();
  expect(await traces()).toEqual([]);
  for (const q of ['axolotl', 'axolotll', 'xylander', 'b77001']) expect([q, await ids(q)]).toEqual([q, []]);
  expect(await ids('ill order', { customer: stays.customerId })).toEqual([stays.messageId]);
});

describe('odd queries', () => {
  const odd = [
    ' ',
    '""',
    `'`,
    '%',
    '%_%',
    '\\',
    ':*',
    '!!!',
    '() & | <->',
    '😀',
    '😀 hello 😀',
    '\u202eolleh',
    'שלום عليكم',
    'a'.repeat(200),
    '退'.repeat(200),
    'a b c d e f g h i j k l m n o p q r s t u v w x y z',
    '1-'.repeat(100),
    `hello' OR 1=1 --`,
    '\0',
    '\ud800',
    'ﷺ'.repeat(200),
  ];
  it.each(odd)('%j is answered', async (q) => {
    const answer = await ana.call<SearchPage>('GET', `/v1/search?q=${encodeURIComponent(q.toWellFormed())}`);
    expect([q, answer.status]).toEqual([q, expect.any(Number)]);
    expect(answer.status).toBeLessThan(500);
    if (!q.includes('\0')) expect([q, answer.status]).toEqual([q, 200]);
  });

  it('and what is no query is refused with the field', async () => {
    for (const [query, pointer] of [
      ['', 'q'],
      ['q=', 'q'],
      [`q=${'x'.repeat(201)}`, 'q'],
      ['q=x&kind=call', 'kind'],
      ['q=x&customer=me', 'customer'],
      ['q=x&channel=pigeon', 'channel'],
      ['q=x&from=yesterday', 'from'],
      ['q=x&limit=101', 'limit'],
      ['q=x&fuzzy=1', 'fuzzy'],
    ] as const) {
      const answer = await ana.call<{ errors: object[] }>('GET', `/v1/search?${query}`);
      expect([query, answer.status, JSON.stringify(answer.body.errors)]).toEqual([query, 422, expect.stringContaining(pointer)]);
    }
    const broken = [
      Buffer.from('["exact","message","x","y"]').toString('base64url'),
      Buffer.from('["exact","message",1e300,"y"]').toString('base64url'),
      'x',
    ];
    for (const cursor of broken)
      expect((await ana.call('GET', `/v1/search?q=hello&cursor=${cursor}`)).body).toMatchObject({ code: 'bad_cursor' });
  });
});

describe('after it was down', () => {
  it('takes up what was announced meanwhile; and all of it, where the news is gone', async () => {
    await indexed();
    const held = await hold();
    const { messageId } = await centre.customer().says('an aardvark while nobody indexed');
    await centre.announced();
    await centre.app.sweep();
    expect(await ids('aardvark')).toEqual([]);
    await held.release();
    await indexed();
    expect(await ids('aardvark')).toEqual([messageId]);
    const again = await hold();
    const lost = await centre.customer().says('a pangolin whose news was pruned');
    await centre.customer().says('and news after it');
    await centre.announced();
    await centre.app.db.run(
      `DELETE FROM outbox WHERE position <= (SELECT position FROM outbox WHERE payload ->> 'messageId' = $1 LIMIT 1)`,
      [lost.messageId],
    );
    await again.release();
    await indexed();
    expect(await ids('pangolin')).toEqual([lost.messageId]);
    expect((await search('pangolin')).meta.complete).toBe(true);
  });

  it('goes through everything in chunks, with progress, and comes to the same', async () => {
    const before = await documents();
    await centre.app.db.transaction(async (tx) => {
      for (const table of ['search_documents', 'search_segments', 'search_words']) await tx.run(`DELETE FROM ${table}`);
      await tx.run(
        `UPDATE search_progress SET position = NULL, filling = 'customer', filled_to = NULL, documents = 0, filled_at = NULL`,
      );
    });
    const indexing = centre.app.get(IndexSearch);
    let chunks = 0;
    while (await indexing.advance(5)) chunks++;
    expect(chunks).toBeGreaterThan(before.length / 5);
    expect(await documents()).toEqual(before);
  });
});

const words = async (...asked: string[]): Promise<string[]> =>
  (await centre.app.db.query<{ word: string }>('SELECT word FROM search_words WHERE word = ANY($1)', [asked])).map(
    (row) => row.word,
  );

const documents = (): Promise<object[]> =>
  centre.app.db.query(
    `SELECT d.id, s.kind, d.customer_id, ARRAY(SELECT split_part(t, '/', 2) FROM unnest(tsvector_to_array(d.tokens)) t ORDER BY 1) AS tokens
     FROM search_documents d JOIN search_segments s ON s.id = d.segment ORDER BY d.id`,
  );

/** Another process that has the index, until it is released. */
async function hold(): Promise<{ release(): Promise<void> }> {
  const client = await centre.app.db.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM search_progress FOR UPDATE');
  return {
    async release() {
      await client.query('COMMIT');
      client.release();
    },
  };
}
