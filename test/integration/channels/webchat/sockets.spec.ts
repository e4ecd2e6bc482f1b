import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { SessionTokens } from '../../../../src/channels/webchat/sessions/session-tokens.js';
import { WidgetTicker } from '../../../../src/channels/webchat/doors/widget.ticker.js';
import { room } from '../../../../src/contracts/events.js';
import type { WidgetSync } from '../../../../src/contracts/sockets.js';
import type { WidgetConversationView, WidgetMessageView } from '../../../../src/contracts/views.js';
import { lockConversation, moveConversation } from '../../../../src/conversations/conversations.repository.js';
import { MergeCustomers } from '../../../../src/conversations/merge-customers.service.js';
import { systemActor } from '../../../../src/platform/database/tx.js';
import { Clock } from '../../../../src/platform/clock/clock.js';
import { Outbox } from '../../../../src/platform/outbox/outbox.js';
import { Realtime } from '../../../../src/platform/realtime/realtime.js';
import { connect } from '../../../support/sockets.js';
import { until } from '../../../support/until.js';
import { type Session, Webchat } from './start-webchat.js';

describe('the widget socket', () => {
  let chat: Webchat;
  let agentId: string;
  beforeAll(async () => {
    chat = await Webchat.start();
    await chat.inbox('web');
    await chat.inbox('shop', { origins: ['https://shop.example'] });
    agentId = await chat.agent('Ana Agent', 'ana@own.test');
  });
  afterAll(() => chat.stop());

  const begin = async (text = 'hello'): Promise<{ session: Session; conversationId: string }> => {
    const session = await chat.open({});
    const { body } = await chat.say(session, text);
    const [row] = await chat.db.query<{ id: string }>('SELECT conversation_id AS id FROM messages WHERE id = $1', [body.id]);
    return { session, conversationId: row!.id };
  };
  const stateOf = async (id: string): Promise<string> =>
    (await chat.db.query<{ state: string }>('SELECT delivery_state AS state FROM messages WHERE id = $1', [id]))[0]!.state;
  const texts = (sync: WidgetSync): string[] => sync.messages.map((message) => message.text);

  it('turns away bad tokens with a problem that a program can read', async () => {
    const codeOf = (token: unknown) =>
      connect(chat.url, '/widget', token as string).then(
        () => 'connected',
        (error: { data?: { code: string } }) => error.data?.code,
      );
    const { session } = await begin();
    expect(await codeOf(undefined)).toBe('unauthenticated');
    expect(await codeOf({ $ne: 1 })).toBe('unauthenticated');
    expect(await codeOf('x'.repeat(5_000))).toBe('token_invalid');
    expect(await codeOf(session.visitorToken)).toBe('token_invalid');
    expect(await codeOf(`${session.token.slice(0, -4)}AAAA`)).toBe('token_invalid');
  });

  it('turns away pages of other origins and too many connections of one address', async () => {
    const { token } = await chat.open({ inboxKey: 'shop' });
    const from = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = io(`${chat.url}/widget`, {
          auth: { token },
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          extraHeaders: { origin },
        });
        socket.once('connect', () => resolve('connected'));
        socket.once('connect_error', (error) => resolve((error as Error & { data: { code: string } }).data.code));
        socket.on('connect', () => socket.close());
      });
    expect([await from('https://evil.example'), await from('https://shop.example')]).toEqual(['origin_not_allowed', 'connected']);
    await chat.inbox('narrow', { settings: { limits: { connectionsPerMinute: 2 } } });
    const narrow = await chat.open({ inboxKey: 'narrow' });
    for (let n = 0; n < 2; n++) (await chat.socket(narrow)).close();
    await expect(chat.socket(narrow)).rejects.toMatchObject({ data: { code: 'rate_limited', status: 429 } });
  });

  it('gives after a gap exactly what was missed: new messages by place, changed ones by rev', async () => {
    const { session, conversationId } = await begin('one');
    const socket = await chat.socket(session);
    const first = await socket.ask<WidgetSync>('sync', { epoch: session.epoch, afterSeq: 0 });
    expect([texts(first), first.reset, first.epoch]).toEqual([['one'], false, 1]);
    const replyId = await chat.reply(agentId, conversationId, 'two');
    await socket.next<WidgetMessageView>('message.created', (message) => message.text === 'two');
    const seen = await socket.ask<WidgetSync>('sync', { epoch: 1, afterSeq: first.head, afterRev: 1 });
    expect(texts(seen)).toEqual(['two']);
    socket.close();

    // Away: a note (invisible, but numbered), a reply, and a receipt for what was there before.
    await chat.reply(agentId, conversationId, 'a note', 'note');
    await chat.reply(agentId, conversationId, 'three');
    await until('the receipt of two', async () => (await stateOf(replyId)) === 'delivered');
    const back = await chat.socket(session);
    const rev = Math.max(...seen.messages.map((message) => message.rev));
    const missed = await back.ask<WidgetSync>('sync', { epoch: 1, afterSeq: seen.head, afterRev: rev });
    expect(missed.messages.map(({ text, delivery }) => [text, delivery.state])).toEqual([
      ['two', 'delivered'],
      ['three', 'sent'],
    ]);
    expect([missed.reset, missed.hasMore, missed.conversation?.id]).toEqual([false, false, conversationId]);
    const nothing = await back.ask<WidgetSync>('sync', { epoch: 1, afterSeq: missed.head });
    expect(nothing.messages).toEqual([]);
    back.close();
  });

  it('starts afresh after a merge and after its undo, and never shows one session the other customer', async () => {
    const [one, two] = [await begin('of one'), await begin('of two')];
    const [a, b] = [await chat.socket(one.session), await chat.socket(two.session)];
    const scope = (tx: never) => ({ tx, actor: systemActor });
    const merges = chat.nest.get(MergeCustomers);
    const mergeId = await chat.db.transaction((tx) =>
      merges.merge(scope(tx as never), { fromId: one.session.customer.id, intoId: two.session.customer.id, reason: 'test' }),
    );
    const merged = await a.ask<WidgetSync>('sync', { epoch: one.session.epoch, afterSeq: 1 });
    expect([merged.reset, texts(merged)]).toEqual([true, ['of one']]);
    await chat.say(one.session, 'one while merged');
    await a.next<WidgetMessageView>('message.created', (message) => message.text === 'one while merged');
    await chat.db.transaction((tx) => merges.undo(scope(tx as never), mergeId!));
    const undone = await a.ask<WidgetSync>('sync', { epoch: merged.epoch, afterSeq: merged.head });
    expect([undone.reset, texts(undone)]).toEqual([true, ['of one', 'one while merged']]);
    await chat.say(two.session, 'two alone');
    await b.next<WidgetMessageView>('message.created', (message) => message.text === 'two alone');
    expect(JSON.stringify(b.events)).not.toContain('one while merged');
    expect(JSON.stringify(a.events)).not.toContain('two');
    a.close();
    b.close();
  });

  it('counts a reply as delivered when a device says so, as read when the customer does, and tells it', async () => {
    const { session, conversationId } = await begin();
    const silent = await chat.socket(session);
    const unheard = await chat.reply(agentId, conversationId, 'to a device that says nothing');
    await silent.next<WidgetMessageView>('message.created', (message) => message.id === unheard);
    expect(await stateOf(unheard)).toBe('sent');

    const speaking = await chat.socket(session);
    speaking.socket.on('message.created', (_message: unknown, received?: () => void) => received?.());
    const heard = await chat.reply(agentId, conversationId, 'to a device that confirms');
    await speaking.next<WidgetMessageView>(
      'message.updated',
      (message) => message.id === heard && message.delivery.state === 'delivered',
    );

    const { seq } = (await chat.read(session)).at(-1)!;
    expect(await stateOf(unheard)).toBe('delivered');
    expect((await speaking.ask('message.read', { seq })).ok).toBe(true);
    expect([await stateOf(unheard), await stateOf(heard)]).toEqual(['read', 'read']);
    await silent.next<WidgetMessageView>(
      'message.updated',
      (message) => message.id === heard && message.delivery.state === 'read',
    );
    silent.close();
    speaking.close();
  });

  it('marks nothing of others as read', async () => {
    const [one, two] = [await begin(), await begin()];
    const toTwo = await chat.reply(agentId, two.conversationId, 'for two');
    await chat.call('POST', '/v1/widget/read', { seq: 1_000_000 }, one.session.token);
    expect(await stateOf(toTwo)).toBe('sent');
  });

  it('tells the state of the conversation: the place in the line, then the agent by first name', async () => {
    const ahead = await begin('ahead in line');
    const { session, conversationId } = await begin('behind');
    const socket = await chat.socket(session);
    const place = (await socket.ask<WidgetSync>('sync', { epoch: 1, afterSeq: 0 })).conversation!.position!;
    await move(ahead.conversationId);
    const after = (await socket.ask<WidgetSync>('sync', { epoch: 1, afterSeq: 0 })).conversation!;
    expect(after).toEqual({
      ...{ id: conversationId, status: 'waiting', agent: null, position: place - 1, expectedWait: null, opensAt: null },
      waiting: { position: place - 1, expectedWait: null, preferred: null, choices: [], waitingFor: null },
      notice: { code: 'no_agent', text: expect.any(String) },
      rated: false,
    });
    await move(conversationId);
    expect(await socket.next<WidgetConversationView>('conversation.updated', (view) => view.status === 'assigned')).toEqual({
      id: conversationId,
      status: 'assigned',
      agent: { name: 'Ana' },
      position: null,
      expectedWait: null,
      opensAt: null,
      waiting: null,
      notice: { code: 'with_agent', text: 'You are talking to Ana.' },
      rated: false,
    });
    socket.close();

    async function move(id: string): Promise<void> {
      await chat.db.transaction(async (tx) => {
        const { conversation } = (await lockConversation(tx, id))!;
        const changes = { status: 'assigned' as const, assignee_id: agentId, waiting_since: null };
        await moveConversation({ tx, actor: systemActor }, chat.nest.get(Outbox), conversation, { change: 'assigned', changes });
      });
    }
  });

  it('passes typing on to whoever looks at the conversation, both ways', async () => {
    const { session, conversationId } = await begin();
    const { io: server } = chat.nest.get(Realtime);
    server.of('/console').on('connection', (socket) => void socket.join(room.conversation(conversationId)));
    const [widget, agent] = [await chat.socket(session), await connect(chat.url, '/console', '')];
    await widget.ask('typing', { on: true });
    expect(await agent.next('typing')).toEqual({ conversationId, by: 'customer', name: null, on: true });
    // The console names the identity that wrote last; a verified session hears of its own as well.
    const verified = await chat.open({ identityToken: chat.identityToken({ sub: 'typing-1' }) });
    const verifiedSocket = await chat.socket(verified);
    const [identity] = await chat.db.query<{ id: string }>(`SELECT id FROM identities WHERE value = 'typing-1'`);
    for (const id of [session.customer.id, identity!.id])
      server.of('/widget').to(room.identity(id)).emit('typing', { by: 'agent', name: 'Ana', on: true });
    expect(await widget.next('typing')).toEqual({ by: 'agent', name: 'Ana', on: true });
    expect(await verifiedSocket.next('typing')).toEqual({ by: 'agent', name: 'Ana', on: true });
    expect(widget.events.filter(({ name }) => name === 'typing')).toHaveLength(1);
    verifiedSocket.close();
    widget.close();
    agent.close();
  });

  it('tells every session the head of what it can see, and ends sockets whose session has expired', async () => {
    const { session, conversationId } = await begin();
    await chat.reply(agentId, conversationId, 'not for the customer', 'note');
    const [socket, newcomer] = [await chat.socket(session), await chat.socket(await chat.open({}))];
    const ticker = chat.nest.get(WidgetTicker);
    await ticker.round();
    expect([await socket.next('tick'), await newcomer.next('tick')]).toEqual([
      { head: 1, epoch: 1 },
      { head: 0, epoch: 1 },
    ]);
    const clock = chat.nest.get(Clock);
    clock.shift(13 * 60 * 60 * 1000);
    await ticker.round();
    await until('the expired socket is closed', () => socket.socket.disconnected);
    await expect(chat.nest.get(SessionTokens).verify(session.token)).rejects.toMatchObject({ code: 'token_expired' });
    clock.shift(-13 * 60 * 60 * 1000);
    newcomer.close();
  });

  it('gives the agent the page the customer looked at', async () => {
    const session = await chat.open({ page: { url: 'https://shop.example/a', title: 'A' } });
    const socket = await chat.socket(session);
    await socket.ask('message.send', { clientId: 'p1', text: 'on page a' });
    await socket.ask('page.viewed', { url: 'https://shop.example/b' });
    await socket.ask('message.send', { clientId: 'p2', text: 'on page b' });
    const rows = await chat.db.query<{ content: object }>(
      `SELECT content FROM messages WHERE text LIKE 'on page %' ORDER BY seq`,
    );
    expect(rows.map((row) => row.content)).toEqual([
      { page: { url: 'https://shop.example/a', title: 'A' } },
      { page: { url: 'https://shop.example/b' } },
    ]);
    socket.close();
  });
});
