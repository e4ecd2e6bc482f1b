import type { QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, MessageView, PresenceView } from '../../../src/contracts/views.js';
import { SocketSessions } from '../../../src/console/socket-sessions.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { connect, type TestSocket } from '../../support/sockets.js';
import { accept, type Centre, offerOn, type Person, startCentre } from './centre.js';

let centre: Centre;
let ana: Person;
let ben: Person;
let sue: Person;

beforeEach(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana Silva', 'agent', 'available');
  ben = await centre.person('Ben');
  sue = await centre.person('Sue', 'supervisor');
});
afterEach(() => centre.stop());

const names = (screen: TestSocket) => new Set(screen.events.map((event) => event.name));

describe('the door', () => {
  it.each([
    ['nothing', '', 'unauthenticated'],
    ['nonsense', 'nonsense', 'token_invalid'],
    ['an API key', 'tl_0123456789', 'token_invalid'],
  ])('refuses %s with a problem', async (_what, token, code) => {
    await expect(connect(centre.app.url, '/console', token)).rejects.toMatchObject({ data: { code, status: 401 } });
  });

  it('refuses a token whose session was signed out', async () => {
    await centre.app.db.run('UPDATE sign_in_sessions SET ended_at = app_now() WHERE id = $1', [ana.sessionId]);
    await expect(ana.screen()).rejects.toMatchObject({ data: { code: 'token_invalid' } });
  });
});

describe('live', () => {
  it('brings an offer to its agent alone, and the work to whoever it concerns', async () => {
    const [hers, his, boss] = [await ana.screen(), await ben.screen(), await sue.screen()];
    const mei = centre.customer('Mei');
    const { conversationId } = await mei.says('hello there');
    const offer = await offerOn(hers);
    expect(offer).toMatchObject({
      conversationId,
      agentId: ana.id,
      state: 'pending',
      preview: 'hello there',
      position: expect.any(Number),
    });
    const held = await accept(hers);
    expect(held).toMatchObject({ id: conversationId, status: 'assigned', assignee: { id: ana.id } });
    await mei.says('are you there?');
    const message = await hers.next<MessageView>('message.created', (one) => one.text === 'are you there?');
    expect(message).toMatchObject({ direction: 'in', author: { type: 'customer', name: 'Mei' }, position: expect.any(Number) });
    const sent = await hers.ask<{ message: MessageView }>('message.send', {
      conversationId,
      kind: 'reply',
      text: 'Here I am',
      clientId: 'a1',
    });
    expect(sent.message).toMatchObject({
      direction: 'out',
      author: { id: ana.id, name: 'Ana Silva' },
      delivery: { state: 'sent' },
    });
    await boss.next<ConversationView>('conversation.updated', (one) => one.id === conversationId && one.status === 'assigned');
    await hers.next<MessageView>('message.created', (one) => one.id === sent.message.id);
    await centre.announced();
    expect([...names(his)]).toEqual([]);
    expect(names(boss).has('offer.made')).toBe(false);
    expect(names(boss).has('message.created')).toBe(false);
    expect(new Set(hers.events.map((event) => event.name))).toContain('offer.withdrawn');
  });

  it('lets one owner or a supervisor reply, and everybody note', async () => {
    const [hers, his, boss] = [await ana.screen(), await ben.screen(), await sue.screen()];
    await centre.customer().says('hello');
    const { id: conversationId } = await accept(hers);
    const send = (screen: TestSocket, kind: string, clientId = newId()) =>
      screen.ask<{ message: MessageView }>('message.send', { conversationId, kind, text: `${kind} text`, clientId });
    expect(await send(his, 'reply')).toMatchObject({ ok: false, problem: { code: 'forbidden' } });
    expect(await send(his, 'note')).toMatchObject({ ok: true, message: { kind: 'note', direction: 'internal' } });
    expect(await send(boss, 'reply')).toMatchObject({ ok: true });
    const once = await send(hers, 'reply', 'same');
    expect((await send(hers, 'reply', 'same')).message.id).toBe(once.message.id);
  });

  it('keeps two messages sent in a breath in their order', async () => {
    const hers = await ana.screen();
    await centre.customer().says('hello');
    const { id: conversationId } = await accept(hers);
    const texts = Array.from({ length: 8 }, (_, index) => `line ${index}`);
    const sent = await Promise.all(
      texts.map((text) =>
        hers.ask<{ message: MessageView }>('message.send', { conversationId, kind: 'reply', text, clientId: newId() }),
      ),
    );
    const bySeq = sent.map((one) => one.message).sort((a, b) => a.seq - b.seq);
    expect(bySeq.map((one) => one.text)).toEqual(texts);
  });

  it('shows a conversation to a colleague who looks at it, and no longer', async () => {
    const [hers, his] = [await ana.screen(), await ben.screen()];
    const mei = centre.customer();
    const { conversationId } = await mei.says('hello');
    await accept(hers);
    expect(await his.ask('conversation.view', { conversationId, on: true })).toEqual({ ok: true });
    await mei.says('one');
    await his.next<MessageView>('message.created', (one) => one.text === 'one');
    hers.socket.emit('typing', { conversationId, on: true });
    expect(await his.next('typing')).toEqual({ conversationId, by: 'agent', name: 'Ana Silva', on: true });
    await his.ask('conversation.view', { conversationId, on: false });
    await mei.says('two');
    await hers.next<MessageView>('message.created', (one) => one.text === 'two');
    await his.ask('sync', { position: 0 });
    expect(his.events.filter((event) => (event.body as MessageView).text === 'two')).toEqual([]);
    expect(await his.ask('conversation.view', { conversationId: newId(), on: true })).toMatchObject({
      ok: false,
      problem: { code: 'not_found' },
    });
  });

  it('tells the customer that their agent types, by first name, and nobody else', async () => {
    const [hers, his] = [await ana.screen(), await ben.screen()];
    const opened = await fetch(`${centre.app.url}/v1/widget/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inboxKey: 'web' }),
    });
    const widget = await connect(centre.app.url, '/widget', ((await opened.json()) as { token: string }).token);
    expect(await widget.ask('message.send', { clientId: 'w1', text: 'hello' })).toMatchObject({ ok: true });
    const { id: conversationId } = await accept(hers);
    await his.ask('typing', { conversationId, on: true });
    await hers.ask('typing', { conversationId, on: true });
    await hers.ask('typing', { conversationId, on: false });
    await widget.next<{ on: boolean }>('typing', (one) => !one.on);
    expect(widget.events.filter((event) => event.name === 'typing').map((event) => event.body)).toEqual([
      { by: 'agent', name: 'Ana', on: true },
      { by: 'agent', name: 'Ana', on: false },
    ]);
    widget.socket.emit('typing', { on: true });
    expect(await hers.next('typing')).toMatchObject({ conversationId, by: 'customer', on: true });
    widget.close();
  });

  it('shows supervisors the queues as they change, and agents none', async () => {
    const [hers, boss] = [await ana.screen(), await sue.screen()];
    await centre.customer().says('hello');
    await offerOn(hers);
    const live = await boss.next<QueueLiveView>('queue.updated', (queue) => queue.offered === 1);
    expect(live).toMatchObject({ queueId: centre.queueId, key: 'support', waiting: 0, assigned: 0 });
    await accept(hers);
    await boss.next<QueueLiveView>(
      'queue.updated',
      (queue) => queue.assigned === 1 && queue.agents.some((one) => one.id === ana.id && one.conversations === 1),
    );
    await hers.ask('presence.set', { state: 'away', reason: 'lunch' });
    await boss.next<QueueLiveView>('queue.updated', (queue) =>
      queue.agents.some((one) => one.id === ana.id && one.state === 'away'),
    );
    await boss.next<PresenceView>(
      'presence.updated',
      (one) => one.agentId === ana.id && one.state === 'away' && one.reason === 'lunch',
    );
    expect(names(hers).has('queue.updated')).toBe(false);
    const { body: queue } = await sue.call<{ id: string }>('POST', '/v1/queues', { key: 'sales', name: 'Sales' });
    await boss.next<QueueLiveView>('queue.updated', (one) => one.queueId === queue.id);
  });

  it('shows each queue at most twice a second, and the last state for certain', async () => {
    const boss = await sue.screen();
    await ana.call('PUT', '/v1/me/presence', { state: 'offline' });
    const before = boss.events.length;
    const began = performance.now();
    for (let n = 0; n < 30; n++) await centre.customer().says(`hello ${n}`);
    await boss.next<QueueLiveView>('queue.updated', (queue) => queue.waiting === 30);
    const shown = boss.events.slice(before).filter((event) => event.name === 'queue.updated').length;
    expect(shown).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - began) / 500));
  });

  it('ticks with the head of the outbox', async () => {
    const hers = await ana.screen();
    await centre.customer().says('hello');
    const { position } = await offerOn(hers);
    await centre.announced();
    await centre.app.get(SocketSessions).tick();
    expect((await hers.next<{ head: number }>('tick')).head).toBeGreaterThanOrEqual(position);
  });
});

describe('bad input', () => {
  it.each([
    ['presence.set', { state: 'asleep' }],
    ['offer.accept', { offerId: 'x' }],
    ['offer.decline', {}],
    ['message.send', { conversationId: newId(), kind: 'shout', text: 'x', clientId: '1' }],
    ['message.send', { conversationId: newId(), kind: 'note', text: '', clientId: '1' }],
    ['message.read', { conversationId: newId(), seq: -1 }],
    ['typing', { conversationId: newId(), on: 'yes' }],
    ['conversation.view', { conversationId: newId(), on: true, extra: 1 }],
    ['sync', { position: 1.5 }],
    ['sync', null],
    ['sync', [1]],
    ['auth.refresh', { token: 7 }],
  ])('%s %j is answered with a problem', async (command, body) => {
    const hers = await ana.screen();
    expect(await hers.ask(command, body)).toMatchObject(
      body === null ? { ok: false } : { ok: false, problem: { code: 'invalid_request', status: 422 } },
    );
    expect(await hers.ask('sync', { position: 0 })).toMatchObject({ ok: true });
  });

  it('is told what is not there', async () => {
    const hers = await ana.screen();
    const unknown = { conversationId: newId() };
    expect(await hers.ask('offer.accept', { offerId: newId() })).toMatchObject({ problem: { code: 'not_found' } });
    expect(await hers.ask('message.read', { ...unknown, seq: 1 })).toMatchObject({ problem: { code: 'not_found' } });
    expect(await hers.ask('message.send', { ...unknown, kind: 'note', text: 'x', clientId: '1' })).toMatchObject({
      problem: { code: 'not_found' },
    });
  });

  it('spends the limit of its agent over all their sockets, and of nobody else', async () => {
    const [one, two, his] = [await ana.screen(), await ana.screen(), await ben.screen()];
    const view = { conversationId: newId(), on: false };
    const answers = await Promise.all(Array.from({ length: 62 }, (_, n) => (n % 2 ? one : two).ask('conversation.view', view)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(60);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({
      problem: { code: 'rate_limited', status: 429, retryAfterS: expect.any(Number) },
    });
    expect(await his.ask('conversation.view', view)).toEqual({ ok: true });
  });

  it('follows fifty conversations at most', async () => {
    const { conversationId } = await centre.customer().says('hello');
    await centre.app.db.run(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, closed_at)
       SELECT gen_random_uuid(), customer_id, inbox_id, queue_id, 'closed', channel, app_now() FROM conversations, generate_series(1, 50) WHERE id = $1`,
      [conversationId],
    );
    const ids = (await centre.app.db.query<{ id: string }>('SELECT id FROM conversations')).map((row) => row.id);
    const his = await ben.screen();
    const answers = await Promise.all(ids.map((id) => his.ask('conversation.view', { conversationId: id, on: true })));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(50);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ problem: { code: 'conflict', limit: 50 } });
  });
});

describe('what belongs to a colleague', () => {
  const stateOf = async (id: string): Promise<string> =>
    (await centre.app.db.query<{ delivery_state: string }>('SELECT delivery_state FROM messages WHERE id = $1', [id]))[0]!
      .delivery_state;
  const marks = async (who: Person): Promise<number> =>
    (await centre.app.db.query('SELECT 1 FROM read_marks WHERE reader_id = $1', [who.id])).length;

  it('is read by others for themselves; only its holder, or who barged in, is told to the customer', async () => {
    const [hers, his, boss] = [await ana.screen(), await ben.screen(), await sue.screen()];
    const mei = centre.customer('Mei');
    const first = await mei.says('hello');
    const { conversationId, seq } = first;
    await accept(hers);
    const read = (screen: TestSocket, upTo = seq) => screen.ask('message.read', { conversationId, seq: upTo });
    for (const screen of [his, boss]) expect(await read(screen)).toEqual({ ok: true });
    expect([await stateOf(first.messageId), await marks(ben), await marks(sue)]).toEqual(['sent', 1, 1]);
    await read(hers);
    expect(await stateOf(first.messageId)).toBe('read');

    const second = await mei.says('are you there?');
    await sue.call('POST', `/v1/conversations/${conversationId}/monitor`, { mode: 'monitor' });
    await read(boss, second.seq);
    expect(await stateOf(second.messageId)).toBe('sent');
    await sue.call('POST', `/v1/conversations/${conversationId}/monitor`, { mode: 'barge' });
    await read(boss, second.seq);
    expect(await stateOf(second.messageId)).toBe('read');
  });

  it('stays unread where the same customer waits for somebody else in another conversation', async () => {
    const hers = await ana.screen();
    const mei = centre.customer('Mei');
    const first = await mei.says('hello');
    await accept(hers);
    const other = newId();
    await centre.app.db.run(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, waiting_since, split_from_id)
       SELECT $2, customer_id, inbox_id, queue_id, 'waiting', channel, app_now(), id FROM conversations WHERE id = $1`,
      [first.conversationId, other],
    );
    const elsewhere = await mei.says('and another thing');
    await centre.app.db.run('UPDATE messages SET conversation_id = $2 WHERE id = $1', [elsewhere.messageId, other]);
    await hers.ask('message.read', { conversationId: first.conversationId, seq: elsewhere.seq });
    expect([await stateOf(first.messageId), await stateOf(elsewhere.messageId)]).toEqual(['read', 'sent']);
  });

  it('is changed by its holder, its queue and its supervisors, and by nobody else', async () => {
    const hers = await ana.screen();
    const { conversationId } = await centre.customer().says('hello');
    await accept(hers);
    const stranger = await centre.person('Una');
    await centre.app.db.run('DELETE FROM queue_agents WHERE agent_id = ANY($1)', [[stranger.id, ana.id]]);
    const edit = (who: Person) => who.call('PATCH', `/v1/conversations/${conversationId}`, { subject: who.id, tags: ['x'] });
    expect(await edit(stranger)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    for (const who of [ana, ben, sue]) expect(await edit(who)).toMatchObject({ status: 200, body: { subject: who.id } });
  });
});
