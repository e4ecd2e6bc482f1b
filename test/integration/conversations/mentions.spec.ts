import { Refusal } from '../../../src/platform/http/refusal.js';
import type { Database } from '../../../src/platform/database/database.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { mentionViews, seeMentions } from '../../../src/conversations/mentions.queries.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { openDatabase } from '../../support/database.js';
import { recordRooms } from '../../support/rooms.js';

let db: Database;
let close: () => Promise<void>;
let rooms: ReturnType<typeof recordRooms>;
let conversationId: string;
let [ana, ben]: string[] = [];

beforeAll(async () => {
  ({ db, close } = await openDatabase());
  rooms = recordRooms(db);
  const inboxId = await anInbox(db, { queueId: await aQueue(db) });
  [ana, ben] = [await anAgent(db, { name: 'Ana' }), await anAgent(db, { name: 'Ben' })];
  const id = newId();
  const from = { kind: 'visitor', value: id, level: 'anonymous', joins: true, customerId: id, identityId: id } as const;
  await rooms.receiving.receive({ inboxId, channel: 'webchat', from, text: 'Hello', clientId: newId() });
  const [row] = await db.query<{ id: string }>('SELECT id FROM conversations');
  conversationId = row!.id;
});
afterAll(() => close());

const write = (kind: 'note' | 'reply', mentions: string[]) =>
  db.transaction((tx) =>
    rooms.sending.send(
      { tx, actor: { type: 'agent', id: ana! } },
      { conversationId, kind, text: 'see this', clientId: newId(), mentions },
    ),
  );
const pointerOf = (error: unknown) => (error instanceof Refusal ? error.data['errors'] : error);

describe('whom a note names', () => {
  it('stands in the note, and hears of it in their own room', async () => {
    const { messageId } = await write('note', [ben!, ben!.toUpperCase()]);
    const [row] = await db.query<{ content: object }>('SELECT content FROM messages WHERE id = $1', [messageId]);
    expect(row!.content).toEqual({ mentions: [ben] });
    const [news] = await db.query<{ rooms: string[] }>(`SELECT rooms FROM outbox WHERE payload ->> 'messageId' = $1`, [
      messageId,
    ]);
    expect(news!.rooms).toContain(`agent:${ben}`);
    expect(news!.rooms.some((room) => /^(customer|identity):/.test(room))).toBe(false);
  });

  it('stays to be looked at until the conversation was opened; who names themselves has seen it', async () => {
    await db.run('DELETE FROM mentions');
    const { messageId } = await write('note', [ben!, ana!]);
    const read = (agentId: string, more = {}) =>
      mentionViews(db, { agentId, unseen: true, beforeId: undefined, limit: 10, ...more });
    expect(await read(ana!)).toEqual([]);
    expect(await read(ben!)).toEqual([
      expect.objectContaining({
        messageId,
        conversationId,
        text: 'see this',
        seenAt: null,
        by: expect.objectContaining({ name: 'Ana' }),
      }),
    ]);
    expect(await read(ben!, { beforeId: messageId })).toEqual([]);
    expect(await seeMentions(db, ben!, newId())).toBe(0);
    expect(await seeMentions(db, ben!, conversationId)).toBe(1);
    expect(await read(ben!)).toEqual([]);
    expect((await read(ben!, { unseen: false })).map((one) => one.seenAt)).toEqual([expect.any(String)]);
  });

  it('must be a colleague who is still here; a reply names nobody', async () => {
    await db.run('UPDATE agents SET disabled_at = app_now() WHERE id = $1', [await anAgent(db, { name: 'Gone' })]);
    const [gone] = await db.query<{ id: string }>("SELECT id FROM agents WHERE name = 'Gone'");
    for (const stranger of [newId(), gone!.id])
      expect(await write('note', [ben!, stranger]).catch(pointerOf)).toEqual([
        { pointer: '/mentions/1', detail: 'is no agent who is still here' },
      ]);
    expect(await write('reply', [ben!]).catch(pointerOf)).toEqual([
      { pointer: '/mentions', detail: 'only a note names colleagues' },
    ]);
  });
});
