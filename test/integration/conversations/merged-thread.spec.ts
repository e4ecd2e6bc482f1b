import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ContextView } from '../../../src/contracts/context.js';
import type { MessageView, Page } from '../../../src/contracts/views.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let ana: Person;

beforeAll(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana');
});
afterAll(() => centre.stop());

type ThreadPage = Page<MessageView> & { errors?: { pointer: string }[] };
const thread = async (customerId: string, query: string) =>
  (await ana.call<ThreadPage>('GET', `/v1/customers/${customerId}/thread?${query}`)).body;
const context = async (conversationId: string) =>
  (await ana.call<ContextView>('GET', `/v1/conversations/${conversationId}/context`)).body;
const texts = (all: readonly MessageView[]): string[] => all.map((one) => one.text);

/** Two customers who wrote by turns, so that both histories have the same numbers and neither comes first. */
async function two(count: number): Promise<{ a: string; b: string; inA: string; inB: string; byTime: string[] }> {
  const [one, other] = [centre.customer('One'), centre.customer('Other')];
  const [a, b] = [await one.says('A0'), await other.says('B0')];
  for (let n = 1; n < count; n += 1) {
    await one.says(`A${n}`);
    await other.says(`B${n}`);
  }
  // The second one's numbers run ahead of the time: three of theirs for each of the first's, until they fall silent.
  await centre.app.db.run(
    `UPDATE messages SET created_at = app_now() - interval '1 day' + seq * CASE WHEN customer_id = $1 THEN interval '3 s' ELSE interval '1 s' END
       + CASE WHEN customer_id = $1 THEN interval '0' ELSE interval '1 ms' END
     WHERE customer_id IN ($1, $2)`,
    [a.customerId, b.customerId],
  );
  const rows = await centre.app.db.query<{ text: string }>(
    'SELECT text FROM messages WHERE customer_id IN ($1, $2) ORDER BY created_at',
    [a.customerId, b.customerId],
  );
  return {
    ...{ a: a.customerId, b: b.customerId, inA: a.conversationId, inB: b.conversationId },
    byTime: rows.map((row) => row.text),
  };
}

/** As a screen reads it: the latest from the context, and then page by page what stands before. */
async function readBack(conversationId: string, customerId: string, limit: number): Promise<string[]> {
  const all = (await context(conversationId)).thread.messages;
  for (let hasMore = true; hasMore;) {
    const page = await thread(customerId, `before=${all[0]!.id}&limit=${limit}`);
    all.unshift(...page.data);
    ({ hasMore } = page.meta);
  }
  return texts(all);
}

it('a merged thread is read back from its end without a gap, once and in the order of time; an undo restores both', async () => {
  const { a, b, inA, inB, byTime } = await two(80);
  const merged = await ana.call<{ mergeId: string }>('POST', `/v1/customers/${a}/merge`, { from: b, reason: 'the same' });
  expect(merged.status).toBe(201);
  const known = (await context(inA)).thread;
  expect(new Set(known.customerIds)).toEqual(new Set([a, b]));
  expect(texts(known.messages)).toEqual(byTime.slice(-50));
  for (const [conversation, customer] of [
    [inA, a],
    [inB, b],
  ] as const)
    expect(await readBack(conversation, customer, 23)).toEqual(byTime);

  await ana.call('POST', `/v1/merges/${merged.body.mergeId}/undo`);
  expect((await context(inA)).thread.customerIds).toEqual([a]);
  expect(await readBack(inA, a, 23)).toEqual(byTime.filter((text) => text.startsWith('A')));
  expect(await readBack(inB, b, 100)).toEqual(byTime.filter((text) => text.startsWith('B')));
});

it('its pages go on by their cursors both ways, and `after` keeps to its numbers on every page', async () => {
  const { a, b, byTime } = await two(12);
  await ana.call('POST', `/v1/customers/${a}/merge`, { from: b, reason: 'the same' });
  const pages = async (query: string): Promise<string[][]> => {
    const all: string[][] = [];
    for (let cursor = ''; ;) {
      const { data, meta } = await thread(a, `${query}&limit=7${cursor}`);
      all.push(texts(data));
      expect(meta.hasMore).toBe(meta.nextCursor !== null);
      if (!meta.nextCursor) return all;
      cursor = `&cursor=${encodeURIComponent(meta.nextCursor)}`;
    }
  };
  expect((await pages('')).flat()).toEqual(byTime);
  const last = (await thread(a, 'limit=100')).data.at(-1)!;
  expect((await pages(`before=${last.id}`)).reverse().flat()).toEqual(byTime.slice(0, -1));
  expect((await pages('after=9')).flat()).toEqual(byTime.filter((text) => Number(text.slice(1)) >= 9));
});

it('a message of another thread names no place in this one', async () => {
  const [one, other] = [await centre.customer('One').says('mine'), await centre.customer('Other').says('theirs')];
  const refused = await ana.call<ThreadPage>('GET', `/v1/customers/${one.customerId}/thread?before=${other.messageId}`);
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/before' }] } });
  expect((await ana.call('GET', `/v1/customers/${one.customerId}/thread?before=x`)).status).toBe(422);
  expect(texts((await thread(one.customerId, `before=${one.messageId}`)).data)).toEqual([]);
});
