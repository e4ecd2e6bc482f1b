import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ContextView } from '../../../src/contracts/context.js';
import type { DigestView } from '../../../src/contracts/digest.js';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, MessageView, Page } from '../../../src/contracts/views.js';
import type { DigestMaterial } from '../../../src/core/digest/material.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { accept, type Centre, offerOn, type Person, startCentre } from '../console/centre.js';

const writerSecret = 'a-secret-of-the-writer-0123456789';

let centre: Centre;
let ana: Person;
let ben: Person;

/** Another system that writes briefs: it answers what the test says, or not at all. */
const asked: { headers: Record<string, string | string[] | undefined>; body: string }[] = [];
let answer: ((material: DigestMaterial) => unknown) | 'never' | 'fails' = 'fails';
const writer = createServer((request, response) => {
  let body = '';
  request.on('data', (piece: Buffer) => (body += piece.toString()));
  request.on('end', () => {
    asked.push({ headers: request.headers, body });
    if (answer === 'never') return;
    response.statusCode = answer === 'fails' ? 500 : 200;
    response.end(answer === 'fails' ? 'no' : JSON.stringify(answer((JSON.parse(body) as { material: DigestMaterial }).material)));
  });
});

beforeAll(async () => {
  await new Promise<void>((ready) => writer.listen(0, '127.0.0.1', ready));
  const { port } = writer.address() as AddressInfo;
  centre = await startCentre('offer', 'postgres', {
    DIGEST_URL: `http://127.0.0.1:${port}/brief`,
    DIGEST_SECRET: writerSecret,
    DIGEST_TIMEOUT_MS: '400',
  });
  ana = await centre.person('Ana');
  ben = await centre.person('Ben');
  await centre.app.db.run(`UPDATE agents SET languages = '{zh-CN,en}' WHERE id = $1`, [ben.id]);
});
afterAll(async () => {
  writer.closeAllConnections();
  await new Promise((closed) => writer.close(closed));
  await centre.stop();
});

const told = (digest: DigestView | null, key: string): string[] =>
  digest?.sections.filter((one) => one.key === key).flatMap((one) => one.sentences.map(({ sentence }) => sentence)) ?? [];
const sources = (digest: DigestView): string[] => digest.sections.flatMap((one) => one.sentences.flatMap((each) => each.sources));
const be = (who: Person, state: string) => who.call('PUT', '/v1/me/presence', { state });
const reply = (who: Person, conversationId: string, text: string) =>
  who.call<MessageView>('POST', `/v1/conversations/${conversationId}/messages`, { kind: 'reply', text, clientId: newId() });
const read = async (who: Person, conversationId: string, query = ''): Promise<DigestView> =>
  (await who.call<DigestView>('GET', `/v1/conversations/${conversationId}/digest${query}`)).body;
const context = async (who: Person, conversationId: string): Promise<ContextView> =>
  (await who.call<ContextView>('GET', `/v1/conversations/${conversationId}/context`)).body;

it('goes with the offer, the assignment and every transfer, and the next agent sees it first, in their language', async () => {
  const [anaScreen, benScreen] = [await ana.screen(), await ben.screen()];
  await be(ana, 'available');
  const mei = centre.customer('Mei Lin');
  const said = await mei.says('My order A-20417 arrived broken. I already tried to glue it. When do I get a new one?');
  const offer: OfferView = await offerOn(anaScreen);
  expect(told(offer.digest, 'now')[0]).toContain('My order A-20417 arrived broken.');
  expect(told(offer.digest, 'tried')).toEqual(['Tried already: “I already tried to glue it.”']);
  expect(told(offer.digest, 'unknown')).toEqual(['The customer asked and has no answer: “When do I get a new one?”']);
  expect(new Set(sources(offer.digest!))).toEqual(new Set([said.messageId]));
  expect(offer.digest).toMatchObject({ language: 'en', writtenBy: 'rules', handover: null, conversationId: said.conversationId });
  const { id } = await accept(anaScreen);
  const assigned = await anaScreen.next<ConversationView & { digest: DigestView }>('conversation.assigned');
  expect(told(assigned.digest, 'who')[0]).toMatch(/^Mei Lin, with us since/);
  await reply(ana, id, 'I will send you a new one tomorrow.');
  await be(ben, 'available');
  await ana.call('POST', `/v1/conversations/${id}/transfer`, { agentId: ben.id });
  const handed = await benScreen.next<ConversationView & { digest: DigestView }>('conversation.assigned');
  expect(handed.digest).toMatchObject({ language: 'zh', handover: { note: null, by: { id: ana.id, name: 'Ana' } } });
  expect(told(handed.digest, 'promised')).toEqual(['Ana说过会：“I will send you a new one tomorrow.”']);
  const first = await context(ben, id);
  expect(Object.keys(first)[0]).toBe('digest');
  expect(first.digest).toMatchObject({ language: 'zh', handover: { note: null } });
  // The brief that went along stands in the thread; it is no source of facts and is not quoted again.
  const note = first.thread.messages.at(-1)!;
  expect(note).toMatchObject({
    kind: 'note',
    direction: 'internal',
    content: { handover: { hasNote: false, digest: { language: 'zh' } } },
  });
  expect(note.text).toContain('Ana说过会');
  await centre.announced();
  const again = await context(ben, id);
  expect(again.facts.filter((one) => one.source.messageId === note.id)).toEqual([]);
  expect(sources(again.digest)).not.toContain(note.id);
  // With words of their own these come first, the brief with them.
  await ben.call('POST', `/v1/conversations/${id}/transfer`, { queueId: centre.queueId, note: 'She wants it before Friday' });
  const { digest } = await context(ana, id);
  expect(digest.handover).toMatchObject({ note: 'She wants it before Friday', by: { id: ben.id } });
  const ids = new Set(
    (await ana.call<Page<MessageView>>('GET', `/v1/conversations/${id}/messages`)).body.data.map((one) => one.id),
  );
  expect(sources(digest).filter((one) => !ids.has(one))).toEqual([]);
  const blank = await ana.call('POST', `/v1/conversations/${id}/transfer`, { agentId: ben.id, note: '' });
  expect(blank.status).toBe(422);
});

it('tells of the way here over channels and conversations of the whole thread', async () => {
  const mei = centre.customer('Mei');
  const { conversationId } = await mei.says('Where is my bag?');
  const email = await mei.says('Still no bag. This is ridiculous!');
  await centre.app.db.run(`UPDATE messages SET channel = 'email' WHERE id = $1`, [email.messageId]);
  const digest = await read(ana, conversationId);
  expect(told(digest, 'now')).toEqual([
    'Wrote by web chat: “Where is my bag?”',
    expect.stringMatching(/^Changed from web chat to mail on /),
    'Last said: “Still no bag. This is ridiculous!”',
  ]);
  expect(told(digest, 'mood')[0]).toMatch(/^Upset since .*“This is ridiculous!”/);
  expect(told(await read(ana, conversationId, '?language=zh'), 'mood')[0]).toContain('起情绪不满');
  expect((await ana.call('GET', `/v1/conversations/${conversationId}/digest?language=fr`)).status).toBe(422);
  expect((await ana.call('GET', `/v1/conversations/${newId()}/digest`)).status).toBe(404);
});

it('takes the brief of another writer only where every sentence has a source, and waits for none that is late', async () => {
  const { conversationId, messageId } = await centre.customer('Mei').says('The lamp flickers');
  const brief = (sourcesOf: string[]) => ({
    sections: [{ key: 'now', sentences: [{ sentence: 'Her lamp flickers.', sources: sourcesOf }] }],
  });
  for (answer of [
    'fails',
    'never',
    () => brief([newId()]),
    () => brief([]),
    () => ({}),
    () => brief(Array(20_000).fill(messageId)),
  ] as const)
    expect(await read(ana, conversationId)).toMatchObject({
      writtenBy: 'rules',
      sections: expect.arrayContaining([]) as unknown,
    });
  answer = ({ messages }) => brief([messages.at(-1)!.id]);
  const before = asked.length;
  const views = [await read(ana, conversationId), await read(ana, conversationId)];
  for (const view of views)
    expect(view).toMatchObject({ writtenBy: 'writer', conversationId, handover: null, sections: brief([messageId]).sections });
  // Nothing new was said: it was asked once.
  expect(asked).toHaveLength(before + 1);
  const { headers, body } = asked.at(-1)!;
  const signature = createHmac('sha256', writerSecret)
    .update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`)
    .digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signature}`);
  // The context does not wait for anybody.
  expect((await context(ana, conversationId)).digest.writtenBy).toBe('rules');
  await centre.customer('Mei').says('x');
  expect(asked).toHaveLength(before + 1);
});

it('says why they came also where the beginning is further back than the brief reads', async () => {
  answer = 'fails';
  const nora = centre.customer('Nora');
  const { conversationId } = await nora.says('Hello');
  const why = await nora.says('My heating has failed.');
  for (let n = 0; n < 85; n += 1) await nora.says(`One more word, ${n}.`);
  const brief = await read(ana, conversationId);
  expect(told(brief, 'now')[0]).toContain('My heating has failed.');
  expect(sources(brief)).toContain(why.messageId);
});
