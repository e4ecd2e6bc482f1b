import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WidgetMessageView } from '../../../../src/contracts/views.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { type Problem, type Session, Webchat } from './start-webchat.js';

describe('writing in the widget', () => {
  let chat: Webchat;
  beforeAll(async () => {
    chat = await Webchat.start();
    await chat.inbox('web');
  });
  afterAll(() => chat.stop());

  const post = (session: Session, body: unknown) =>
    chat.call<Problem & WidgetMessageView>('POST', '/v1/widget/messages', body, session.token);
  const stored = (clientId: string) =>
    chat.db.query<{ id: string; text: string }>('SELECT id, text FROM messages WHERE client_id = $1', [clientId]);

  it('answers a retry with the first message, over REST and socket alike', async () => {
    const session = await chat.open({});
    const clientId = newId();
    const first = await chat.say(session, 'only once', clientId);
    const again = await chat.say(session, 'only once', clientId);
    const socket = await chat.socket(session);
    const bySocket = await socket.ask<{ message: WidgetMessageView }>('message.send', { clientId, text: 'only once' });
    socket.close();
    expect([first.status, again.status, bySocket.ok]).toEqual([201, 200, true]);
    expect([again.body, bySocket.message]).toEqual([first.body, first.body]);
    expect(await stored(clientId)).toHaveLength(1);
  });

  it.each([
    ['the very first message', 0],
    ['a message of a known visitor', 1],
  ])('never doubles when the same client id comes through all doors at once: %s', async (_name, before) => {
    const session = await chat.open({ preChat: before ? undefined : { email: 'typed@mail.test' } });
    for (let n = 0; n < before; n++) await chat.say(session, 'known');
    const socket = await chat.socket(session);
    const clientId = newId();
    const send = { clientId, text: 'raced' };
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, async () => (await chat.say(session, 'raced', clientId)).body.id),
      ...Array.from(
        { length: 4 },
        async () => (await socket.ask<{ message: WidgetMessageView }>('message.send', send)).message.id,
      ),
    ]);
    socket.close();
    expect(new Set(answers).size).toBe(1);
    expect(await stored(clientId)).toHaveLength(1);
  });

  it.each(['', '  \n', '\u200b\u2060\ufeff', '\u2800\u3164'])(
    'takes no message of which nothing can be seen: %j',
    async (text) => {
      const session = await chat.open({});
      const { status, body } = await post(session, { clientId: newId(), text });
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/text']);
    },
  );

  it('lets another author use the same client id', async () => {
    const [one, two] = [await chat.open({}), await chat.open({})];
    const clientId = newId();
    const [first, second] = [await chat.say(one, 'mine', clientId), await chat.say(two, 'mine too', clientId)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await stored(clientId)).toHaveLength(2);
  });

  it('acknowledges only what is committed', async () => {
    const session = await chat.open({});
    const socket = await chat.socket(session);
    for (let n = 0; n < 5; n++) {
      const clientId = newId();
      const { message } = await socket.ask<{ message: WidgetMessageView }>('message.send', { clientId, text: `number ${n}` });
      // Read by another connection at the moment of the acknowledgement.
      expect(await stored(clientId)).toEqual([{ id: message.id, text: `number ${n}` }]);
      expect(message).toEqual((await chat.read(session)).at(-1));
    }
    // What fails only at the commit itself is never acknowledged as stored.
    await chat.db.run(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused at commit''; END'`,
    );
    await chat.db.run(
      `CREATE CONSTRAINT TRIGGER refuse_at_commit AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.text = 'doomed') EXECUTE FUNCTION refuse()`,
    );
    const answer = await socket.ask('message.send', { clientId: 'doomed', text: 'doomed' });
    await chat.db.run('DROP TRIGGER refuse_at_commit ON messages');
    expect(await stored('doomed')).toEqual([]);
    expect([answer.ok, answer.problem?.code]).toEqual([false, 'internal']);
    socket.close();
  });

  it('keeps hostile text as the plain text it is', async () => {
    const session = await chat.open({});
    const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)> & "quotes" '; DROP TABLE messages; -- \u202E \u{1F4A5}`;
    expect((await chat.say(session, hostile)).body.text).toBe(hostile);
    const odd = await chat.say(session, 'nul \u0000 and half \ud83d of a character');
    expect([odd.status, odd.body.text]).toEqual([201, 'nul \ufffd and half \ufffd of a character']);
    expect((await chat.texts(session))[1]).toBe(odd.body.text);
  });

  it('takes 20 000 characters and refuses more, empty text, wrong types, unknown fields and broken JSON', async () => {
    const session = await chat.open({});
    expect((await chat.say(session, '文'.repeat(20_000))).status).toBe(201);
    const bad: [unknown, number, string][] = [
      [{ clientId: 'a', text: 'x'.repeat(20_001) }, 422, '/text'],
      [{ clientId: 'a', text: 'x'.repeat(150_000) }, 422, '/text'],
      [{ clientId: 'a', text: ' \n\t ' }, 422, '/text'],
      [{ clientId: 'a', text: 7 }, 422, '/text'],
      [{ clientId: 'a', text: ['x'] }, 422, '/text'],
      [{ clientId: '', text: 'x' }, 422, '/clientId'],
      [{ clientId: 'new\nline', text: 'x' }, 422, '/clientId'],
      [{ text: 'x' }, 422, '/clientId'],
      [{ clientId: 'a', text: 'x', direction: 'out' }, 422, '/direction'],
      [{ clientId: 'a', text: 'x', identityId: newId() }, 422, '/identityId'],
    ];
    for (const [body, status, pointer] of bad) {
      const answer = await post(session, body);
      expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([status, 'invalid_request', pointer]);
    }
    const huge = await post(session, { clientId: 'a', text: 'x'.repeat(300_000) });
    expect([huge.status, huge.body.code]).toEqual([413, 'payload_too_large']);
    expect((await post(session, '{"clientId":')).body.code).toBe('malformed_json');
    expect((await post(session, '[1]')).body.code).toBe('invalid_request');
    expect(await chat.read(session)).toHaveLength(1);
  });

  it('answers the same hostile inputs over the socket and stays connected', async () => {
    const session = await chat.open({});
    const socket = await chat.socket(session);
    const codes = [];
    for (const body of [
      null,
      7,
      'text',
      [],
      {},
      { clientId: 'a', text: {} },
      { clientId: 'a', text: 'x', kind: 'note' },
      { clientId: 'a', text: 'x'.repeat(120_000) },
    ])
      codes.push((await socket.ask('message.send', body)).problem?.code);
    expect(codes).toEqual(Array(8).fill('invalid_request'));
    expect((await socket.ask('message.send', { clientId: 'a', text: 'x', attachments: [{}] })).problem?.code).toBe(
      'invalid_request',
    );
    expect((await socket.ask('sync', { epoch: 'x', afterSeq: -1 })).problem?.code).toBe('invalid_request');
    expect((await socket.ask('message.read', { seq: 1.5 })).problem?.code).toBe('invalid_request');
    expect((await socket.ask('message.send', { clientId: 'ok', text: 'still here' })).ok).toBe(true);
    expect(await chat.texts(session)).toEqual(['still here']);
    socket.close();
  });

  it('keeps nothing of a message whose files are not there', async () => {
    const session = await chat.open({});
    for (const attachments of [[{ name: 'a.png' }], [newId()], 'x']) {
      const withFile = await post(session, { clientId: 'file', text: 'see attached', attachments });
      expect([withFile.status, withFile.body.code]).toEqual([422, 'invalid_request']);
    }
    expect(await stored('file')).toEqual([]);
    expect((await post(session, { clientId: 'file', text: 'without', attachments: [] })).status).toBe(201);
  });

  it('limits one session over both doors together, with a time to wait', async () => {
    await chat.inbox('slow', { settings: { limits: { messagesPer10S: 3, sessionsPerMinute: 100, connectionsPerMinute: 100 } } });
    const [session, other] = [await chat.open({ inboxKey: 'slow' }), await chat.open({ inboxKey: 'slow' })];
    const socket = await chat.socket(session);
    await chat.say(session, '1');
    await chat.say(session, '2');
    expect((await socket.ask('message.send', { clientId: '3', text: '3' })).ok).toBe(true);
    expect((await socket.ask('message.send', { clientId: '4', text: '4' })).problem).toMatchObject({
      code: 'rate_limited',
      status: 429,
    });
    const refused = await chat.say(session, '5');
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await chat.say(other, 'mine')).status).toBe(201);
    socket.close();
  });

  it('keeps the form as facts and claimed addresses with the first message, once', async () => {
    const session = await chat.open({
      preChat: {
        name: 'Mei',
        email: 'Mei@Mail.Test',
        phone: '+86 138 0013 8000',
        orderNumber: 'A-20417',
        answers: { topic: 'returns', 'bad\u0000key': 'x\u0000y' },
      },
    });
    expect(session.customer).toMatchObject({ name: 'Mei', level: 'claimed' });
    await chat.say(session, 'hello');
    await chat.say(session, 'more');
    const { id } = session.customer;
    const facts = await chat.db.query<{ kind: string; value: string }>(
      `SELECT kind, value FROM facts WHERE customer_id = $1 AND source_type = 'form' ORDER BY kind`,
      [id],
    );
    expect(facts.map(({ kind, value }) => `${kind}=${value}`)).toEqual([
      'bad key=x y',
      'email=mei@mail.test',
      'name=Mei',
      'order_number=A-20417',
      'phone=+8613800138000',
      'topic=returns',
    ]);
    const keys = await chat.db.query(`SELECT kind, level, joins FROM identities WHERE customer_id = $1 ORDER BY kind`, [id]);
    expect(keys).toEqual([
      { kind: 'email', level: 'claimed', joins: false },
      { kind: 'phone', level: 'claimed', joins: false },
      { kind: 'visitor', level: 'anonymous', joins: true },
    ]);
  });

  it('keeps a rating in the history of the conversation', async () => {
    const session = await chat.open({});
    const rate = (body: object) => chat.call<Problem>('POST', '/v1/widget/rating', body, session.token);
    expect((await rate({ score: 5 })).body.code).toBe('not_found');
    await chat.say(session, 'hello');
    expect((await rate({ score: 6 })).body.code).toBe('invalid_request');
    const shown = async () => (await chat.open({ visitorToken: session.visitorToken })).conversation as { rated: boolean } | null;
    expect((await shown())?.rated).toBe(false);
    // Every device of theirs is told.
    const other = await chat.socket(session);
    expect((await rate({ score: 4, comment: 'quick\u0000' })).status).toBe(201);
    await other.next<{ rated: boolean }>('conversation.updated', ({ rated }) => rated);
    other.close();
    expect((await shown())?.rated).toBe(true);
    const rows = await chat.db.query(`SELECT data, actor_type, actor_id FROM conversation_events WHERE type = 'rated'`);
    expect(rows).toEqual([{ data: { score: 4, comment: 'quick' }, actor_type: 'customer', actor_id: session.customer.id }]);
  });
});
