import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClassConstructor } from 'class-transformer';
import { PresenceBody } from '../../src/agents/presence-bodies.js';
import * as widget from '../../src/channels/webchat/doors/widget-bodies.js';
import * as calls from '../../src/channels/webcall/webcall-bodies.js';
import * as agents from '../../src/console/commands/console-bodies.js';
import type { Schema } from '../../src/contracts/schema.js';
import { type SocketNamespace, socketTable } from '../../src/contracts/socket-table.js';
import { RuleSchemas } from '../../src/platform/http/rule-schemas.js';
import { connect, type TestSocket } from '../support/sockets.js';
import { until } from '../support/until.js';
import { refsIn, shapesOf, target } from './shapes.js';
import { startSurface, type Surface } from './surface.js';

/** What a rule says beside its type; whatever may be left out may be null too, which the maps do not offer. */
const limits = (all: Record<string, Schema>): object =>
  Object.fromEntries(
    Object.entries(all).map(([key, schema]) => {
      const [only, rest] = schema.anyOf ?? [];
      const { type: _type, default: _default, items: _items, ...told } = only && rest?.type === 'null' ? only : schema;
      return [key, told];
    }),
  );

const signals = {
  'call.offer': calls.SdpBody,
  'call.answer': calls.SdpBody,
  'call.ice': calls.IceBody,
  'call.mute': calls.MuteBody,
  'call.hangup': calls.CallBody,
};

/** The classes that check the commands: what they demand is what the table says. */
const checkedBy: Record<'widget' | 'console', Record<string, ClassConstructor<object>>> = {
  widget: {
    'message.send': widget.SendBody,
    'message.read': widget.ReadBody,
    typing: widget.TypingBody,
    'page.viewed': widget.PageBody,
    sync: widget.SyncBody,
    'waiting.choose': widget.WaitingBody,
    'call.ask': calls.StartCallBody,
    'call.start': calls.StartCallBody,
    'call.join': calls.JoinCallBody,
    ...signals,
  },
  console: {
    'presence.set': PresenceBody,
    'offer.accept': agents.AcceptBody,
    'offer.decline': agents.DeclineBody,
    'message.send': agents.SendBody,
    'message.read': agents.ReadBody,
    typing: agents.TypingBody,
    'conversation.view': agents.ViewBody,
    sync: agents.SyncBody,
    'auth.refresh': agents.RefreshBody,
    'call.join': calls.JoinCallBody,
    'call.connected': calls.CallBody,
    'call.listen': calls.JoinCallBody,
    ...signals,
  },
};
const namespaces = ['widget', 'console'] as const;

interface AsyncApi {
  asyncapi: string;
  channels: Record<string, { address: string; messages: Record<string, { payload: object }> }>;
  operations: Record<
    string,
    { action: string; channel: { $ref: string }; messages: { $ref: string }[]; reply?: { messages: { $ref: string }[] } }
  >;
  components: { schemas: Record<string, object> };
}

/** A schema with what it refers to in its place; that nothing else is taken is said once, of the whole body. */
function written(schema: Schema, components: Record<string, Schema>): Schema & { properties: Record<string, Schema> } {
  const text = JSON.stringify(schema, (_key, value: { $ref?: string } | null) => {
    const name = value?.$ref?.split('/').at(-1);
    if (name === undefined) return value;
    const { additionalProperties: _said, ...nested } = written(components[name]!, components);
    return nested;
  });
  return JSON.parse(text) as Schema & { properties: Record<string, Schema> };
}

describe('the description of the sockets', () => {
  let surface: Surface;
  let document: AsyncApi;
  beforeAll(async () => {
    surface = await startSurface();
    document = (await surface.call<AsyncApi>('GET', '/asyncapi.json')).body;
  });
  afterAll(() => surface.stop());

  it('is AsyncAPI 3.1 whose references all lead somewhere', () => {
    expect(document.asyncapi).toBe('3.1.0');
    expect(refsIn(document).filter(({ ref }) => target(document, ref) === undefined)).toEqual([]);
    expect(Object.values(document.channels).map((one) => one.address)).toEqual(['/widget', '/console']);
    for (const { action, channel, messages, reply } of Object.values(document.operations)) {
      expect(['send', 'receive']).toContain(action);
      expect(reply !== undefined).toBe(action === 'receive');
      for (const { $ref } of [...messages, ...(reply?.messages ?? [])])
        expect($ref.startsWith(`${channel.$ref}/messages/`)).toBe(true);
    }
  });

  it('has an operation for every row of the table', () => {
    const rows = namespaces.flatMap((name) => [
      ...Object.keys(socketTable[name].commands).map((command) => `${name}.receive.${command}`),
      ...Object.keys(socketTable[name].events).map((event) => `${name}.send.${event}`),
    ]);
    expect(Object.keys(document.operations).sort()).toEqual(rows.sort());
  });

  it('asks of each command what its class asks', () => {
    for (const name of namespaces) {
      expect(Object.keys(socketTable[name].commands)).toEqual(Object.keys(checkedBy[name]));
      for (const [command, type] of Object.entries(checkedBy[name])) {
        const rules = new RuleSchemas();
        const { properties, required = [] } = written(rules.of(type), rules.components);
        const said = socketTable[name].commands[command]!.body;
        expect([command, limits(said.properties!)]).toEqual([command, limits(properties)]);
        expect([command, [...said.required!].sort()]).toEqual([command, [...required].sort()]);
      }
    }
  });

  it('names the commands that the server knows: each is answered, and refuses what it does not know', async () => {
    for (const name of namespaces) {
      const socket = await connect(surface.app.url, `/${name}`, name === 'widget' ? surface.tokens.widget : surface.tokens.agent);
      for (const command of Object.keys(socketTable[name].commands))
        expect([command, await socket.ask(command, { nosuch: true })]).toMatchObject([
          command,
          { ok: false, problem: { code: 'invalid_request', status: 422 } },
        ]);
      socket.close();
    }
  });

  it('describes what is really sent and answered', async () => {
    const page = await connect(surface.app.url, '/widget', surface.tokens.widget);
    const screen = await connect(surface.app.url, '/console', surface.tokens.agent);
    const board = await connect(surface.app.url, '/console', surface.tokens.admin);
    const answers: [keyof typeof socketTable, string, unknown][] = [];
    const ask = async (socket: TestSocket, name: keyof typeof socketTable, command: string, body: object): Promise<void> => {
      const answer = await socket.ask(command, body);
      expect([command, body, answer]).toMatchObject([command, body, { ok: true }]);
      answers.push([name, command, answer]);
    };
    await ask(screen, 'console', 'presence.set', { state: 'available' });
    await ask(page, 'widget', 'page.viewed', { url: 'https://shop.test/cart', title: 'Cart' });
    await ask(page, 'widget', 'message.send', { clientId: 'w1', text: 'hello' });
    await ask(page, 'widget', 'waiting.choose', { choice: 'anyone' });
    const offer = await screen.next<{ id: string; conversationId: string }>('offer.made');
    await ask(screen, 'console', 'offer.accept', { offerId: offer.id });
    const { conversationId } = offer;
    await ask(board, 'console', 'conversation.view', { conversationId, on: true });
    await ask(screen, 'console', 'typing', { conversationId, on: true });
    await page.next('typing');
    await ask(screen, 'console', 'message.send', { conversationId, kind: 'reply', text: 'good day', clientId: 'c1' });
    await page.next<{ text: string }>('message.created', (message) => message.text === 'good day');
    await ask(page, 'widget', 'typing', { on: true });
    await screen.next('typing');
    await ask(page, 'widget', 'message.read', { seq: 2 });
    await screen.next('message.updated');
    await ask(screen, 'console', 'message.read', { conversationId, seq: 1 });
    await ask(page, 'widget', 'sync', { epoch: 0, afterSeq: 0 });
    await ask(screen, 'console', 'sync', { position: 0 });
    await ask(screen, 'console', 'auth.refresh', { token: surface.tokens.agent });
    await surface.call('POST', `/v1/conversations/${conversationId}/promises`, {
      token: surface.tokens.agent,
      body: { text: 'call back' },
    });
    const beside = async (mode: string): Promise<void> =>
      void (await surface.call('POST', `/v1/conversations/${conversationId}/monitor`, {
        token: surface.tokens.admin,
        body: { mode },
      }));
    await talk(ask, page, screen, async (callId) => {
      await beside('monitor');
      await ask(board, 'console', 'call.listen', { callId, line: randomUUID() });
      await screen.next('call.beside');
      await beside('off');
    });
    await board.next('queue.updated');
    await until(
      'news of the customer',
      () =>
        screen.events.some((event) => event.name === 'customer.updated') ||
        board.events.some((event) => event.name === 'customer.updated'),
    );

    const check = shapesOf(document as never);
    const faults = answers.flatMap(([name, command, answer]) =>
      told(command, check(document.channels[name]!.messages[`${command}.answer`]!.payload, answer)),
    );
    faults.push(
      ...eventFaults(socketTable.widget, page, check),
      ...eventFaults(socketTable.console, screen, check),
      ...eventFaults(socketTable.console, board, check),
    );
    expect(faults).toEqual([]);
    const seen = new Set([...page.events, ...screen.events, ...board.events].map((event) => event.name));
    for (const event of [
      'offer.made',
      'offer.withdrawn',
      'conversation.assigned',
      'conversation.updated',
      'message.created',
      'message.updated',
      'presence.updated',
      'queue.updated',
      'customer.updated',
      'typing',
      'call.updated',
      'call.peer',
      'call.offer',
      'call.answer',
      'call.ice',
      'call.mute',
      'call.beside',
    ])
      expect([event, seen.has(event)]).toEqual([event, true]);
    for (const socket of [page, screen, board]) socket.close();
  });
});

type Ask = (socket: TestSocket, name: keyof typeof socketTable, command: string, body: object) => Promise<unknown>;

/** A call of the customer whose chat the agent holds, with every word of signalling in both directions. */
async function talk(ask: Ask, page: TestSocket, screen: TestSocket, meanwhile: (callId: string) => Promise<void>): Promise<void> {
  const [mine, theirs] = [randomUUID(), randomUUID()];
  await ask(page, 'widget', 'call.ask', { line: mine });
  await ask(page, 'widget', 'call.start', { line: mine });
  const { id: callId } = await screen.next<{ id: string; state: string }>('call.updated', (call) => call.state === 'ringing');
  await ask(screen, 'console', 'call.join', { callId, line: theirs });
  await ask(page, 'widget', 'call.join', { callId, line: mine });
  const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null };
  for (const [socket, name, to] of [
    [page, 'widget', theirs],
    [screen, 'console', mine],
  ] as const) {
    for (const command of ['call.offer', 'call.answer']) await ask(socket, name, command, { callId, to, sdp: 'v=0' });
    await ask(socket, name, 'call.ice', { callId, to, ...candidate });
    await ask(socket, name, 'call.ice', { callId, to, candidate: '' });
    await ask(socket, name, 'call.mute', { callId, on: true });
  }
  await ask(screen, 'console', 'call.connected', { callId });
  await meanwhile(callId);
  await ask(page, 'widget', 'call.hangup', { callId });
  await ask(screen, 'console', 'call.hangup', { callId });
}

const told = (what: string, faults: string[]): string[] => faults.map((fault) => `${what}: ${fault}`);

function eventFaults(table: SocketNamespace, socket: TestSocket, check: ReturnType<typeof shapesOf>): string[] {
  return socket.events.flatMap(({ name, body }) => {
    const row = table.events[name];
    return row ? told(name, check(row.body, body)) : [`${name}: is not in the table`];
  });
}
