import { consoleCallCommands, consoleCallEvents, widgetCallCommands, widgetCallEvents } from './call-sockets.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import type { ConsoleClientEvents, ConsoleServerEvents, WidgetClientEvents, WidgetServerEvents } from './sockets.js';
import * as words from './words.js';

/** A command of a client: its body, and what its acknowledgement carries beside `ok: true`. */
export interface SocketCommand {
  summary: string;
  body: Schema;
  answer?: Schema;
}

export interface SocketEvent {
  summary: string;
  body: Schema;
}

export interface SocketNamespace {
  summary: string;
  token: string;
  commands: Record<string, SocketCommand>;
  events: Record<string, SocketEvent>;
}

type Body<E> = E extends (body: infer B, ...rest: never[]) => void ? B & object : never;
type Commands<Map> = { [E in keyof Map]: SocketCommand };
type Events<Map> = { [E in keyof Map]: SocketEvent };

const count = { ...s.integer, minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const between = (minLength: number, maxLength: number): typeof s.text => ({ ...s.text, minLength, maxLength });
const kept = s.omittable;

const widgetCommands: Commands<WidgetClientEvents> = {
  'message.send': {
    summary: 'Write as the customer, text or uploaded files or both; a retry with the same clientId never doubles the message.',
    body: s.object<Body<WidgetClientEvents['message.send']>>({
      clientId: { ...s.text, pattern: '^[\\x21-\\x7e]{1,200}$' },
      text: { ...s.text, maxLength: 20_000 },
      attachments: kept({ ...s.list(s.id), maxItems: 20 }),
    }),
    answer: s.object<{ message: object }>({ message: s.refTo('WidgetMessage') }),
  },
  'message.read': {
    summary: 'Everything up to seq was read.',
    body: s.object<Body<WidgetClientEvents['message.read']>>({ seq: count }),
  },
  typing: { summary: 'The customer is typing, or stopped.', body: s.object<{ on?: boolean }>({ on: kept(s.flag) }) },
  'page.viewed': {
    summary: 'The page the customer looks at now.',
    body: s.object<Body<WidgetClientEvents['page.viewed']>>({
      url: between(1, 2048),
      title: kept({ ...s.text, maxLength: 300 }),
    }),
  },
  sync: {
    summary: 'What was missed since a place in the thread.',
    body: s.object<Body<WidgetClientEvents['sync']>>({ epoch: count, afterSeq: count, afterRev: kept(count) }),
    answer: s.refTo('WidgetSync'),
  },
  'waiting.choose': {
    summary: 'Wait for the agent who knows the customer, or for anyone.',
    body: s.object<Body<WidgetClientEvents['waiting.choose']>>({ choice: s.oneOf(words.waitingChoices) }),
    answer: s.object<{ conversation: object }>({ conversation: s.refTo('WidgetConversation') }),
  },
  ...widgetCallCommands,
};

const widgetEvents: Events<WidgetServerEvents> = {
  'message.created': {
    summary: 'A new message. A client that acknowledges it says that it is on the device.',
    body: s.refTo('WidgetMessage'),
  },
  'message.updated': { summary: 'A message changed: delivered, read, failed.', body: s.refTo('WidgetMessage') },
  'conversation.updated': { summary: 'Status, agent, place in line.', body: s.refTo('WidgetConversation') },
  typing: {
    summary: 'An agent is typing, or stopped.',
    body: s.object<Body<WidgetServerEvents['typing']>>({ by: s.always('agent'), name: s.orNull(s.text), on: s.flag }),
  },
  tick: {
    summary: 'Every 10 s the head of the thread, so that a lost last event leaves no silent gap.',
    body: s.object<Body<WidgetServerEvents['tick']>>({ head: s.integer, epoch: s.integer }),
  },
  ...widgetCallEvents,
};

const ofConversation = { conversationId: s.id };

const consoleCommands: Commands<ConsoleClientEvents> = {
  'presence.set': {
    summary: 'Set the own presence.',
    body: s.object<{ state: string; reason?: string | null; returnAt?: string | null }>({
      state: s.oneOf(words.presenceStates),
      reason: kept(s.orNull({ ...between(1, 100), not: s.oneOf(words.reservedReasons) })),
      returnAt: kept(s.orNull(s.time)),
    }),
    answer: s.object<{ presence: object }>({ presence: s.refTo('Presence') }),
  },
  'offer.accept': {
    summary: 'Accept an offer.',
    body: s.object<Body<ConsoleClientEvents['offer.accept']>>({ offerId: s.id, epoch: kept(s.integer) }),
    answer: s.object<{ conversation: object }>({ conversation: s.refTo('Conversation') }),
  },
  'offer.decline': {
    summary: 'Decline an offer.',
    body: s.object<Body<ConsoleClientEvents['offer.decline']>>({ offerId: s.id, reason: kept(between(1, 200)) }),
  },
  'message.send': {
    summary:
      'Reply, or leave a note: text, uploaded files or a template; a retry with the same clientId never doubles the message.',
    body: s.object<Body<ConsoleClientEvents['message.send']>>({
      ...ofConversation,
      kind: s.oneOf(['reply', 'note']),
      text: kept({ ...s.text, maxLength: 200_000 }),
      clientId: between(1, 100),
      template: kept(
        s.object<{ name: string; language: string; variables?: string[] }>({
          name: between(1, 512),
          language: between(2, 20),
          variables: kept({ ...s.list(between(1, 1024)), maxItems: 20 }),
        }),
      ),
      attachments: kept({ ...s.list(s.id), maxItems: 20 }),
      mentions: kept({ ...s.list(s.id), maxItems: 20 }),
      channel: kept(s.oneOf(words.channels)),
      epoch: kept(s.integer),
    }),
    answer: s.object<{ message: object }>({ message: s.refTo('Message') }),
  },
  'message.read': {
    summary: 'Everything up to seq was read.',
    body: s.object<Body<ConsoleClientEvents['message.read']>>({ ...ofConversation, seq: count }),
  },
  typing: {
    summary: 'The agent is typing, or stopped.',
    body: s.object<Body<ConsoleClientEvents['typing']>>({ ...ofConversation, on: s.flag }),
  },
  'conversation.view': {
    summary: 'Follow a conversation beside the own ones, or stop.',
    body: s.object<Body<ConsoleClientEvents['conversation.view']>>({ ...ofConversation, on: s.flag }),
  },
  sync: {
    summary: 'Events after a position; `reset` means: read the snapshot again.',
    body: s.object<Body<ConsoleClientEvents['sync']>>({ position: count }),
    answer: s.refTo('ConsoleSync'),
  },
  'auth.refresh': {
    summary: 'Go on with a newer token of the same agent.',
    body: s.object<Body<ConsoleClientEvents['auth.refresh']>>({ token: between(1, 8_000) }),
    answer: s.object<{ expiresInS: number }>({ expiresInS: s.integer }),
  },
  ...consoleCallCommands,
};

const position = s.described(s.integer, 'The cursor of `sync`.');
const placed = (shape: Schema): Schema => s.both(shape, s.object<{ position: number }>({ position }));

const consoleEvents: Events<ConsoleServerEvents> = {
  'offer.made': { summary: 'An offer waits for this agent.', body: placed(s.refTo('Offer')) },
  'offer.withdrawn': {
    summary: 'The offer is over.',
    body: s.object<Body<ConsoleServerEvents['offer.withdrawn']>>({
      id: s.id,
      ...ofConversation,
      because: s.oneOf(['accepted', 'declined', 'expired', 'withdrawn', 'taken']),
      position,
    }),
  },
  'conversation.assigned': {
    summary: 'The agent holds it now; with the brief in their language.',
    body: s.both(
      s.refTo('Conversation'),
      s.object<{ digest: object | null; position: number }>({ digest: s.orNull(s.refTo('Digest')), position }),
    ),
  },
  'conversation.updated': {
    summary: 'It changed; `change` says what happened.',
    body: s.both(s.refTo('Conversation'), s.object<{ change: string; position: number }>({ change: s.text, position })),
  },
  'message.created': { summary: 'A new message.', body: placed(s.refTo('Message')) },
  'message.updated': { summary: 'A message changed: delivered, read, failed.', body: placed(s.refTo('Message')) },
  'presence.updated': { summary: 'The presence of an agent.', body: placed(s.refTo('Presence')) },
  'queue.updated': { summary: 'A queue as it is now, within half a second of a change.', body: s.refTo('QueueLive') },
  'alert.raised': { summary: 'Something a supervisor must see, or an agent must do.', body: placed(s.refTo('Alert')) },
  'alert.updated': { summary: 'What it says is another by now: how many wait, for example.', body: placed(s.refTo('Alert')) },
  'alert.cleared': { summary: 'It is over.', body: placed(s.refTo('Alert')) },
  'customer.updated': {
    summary: 'Facts, promises or merges: read the context again.',
    body: s.object<Body<ConsoleServerEvents['customer.updated']>>({ customerId: s.id, position }),
  },
  typing: {
    summary: 'The customer or a colleague is typing, or stopped.',
    body: s.object<Body<ConsoleServerEvents['typing']>>({
      ...ofConversation,
      by: s.oneOf(['customer', 'agent']),
      name: s.orNull(s.text),
      on: s.flag,
    }),
  },
  'conversation.viewers': {
    summary: 'Who looks at the conversation now, told to all who do; a supervisor who merely monitors is not among them.',
    body: s.object<Body<ConsoleServerEvents['conversation.viewers']>>({
      ...ofConversation,
      agents: s.list(s.object<{ id: string; name: string }>({ id: s.id, name: s.text })),
    }),
  },
  'auth.expiring': {
    summary: 'The token is about to end: send auth.refresh.',
    body: s.object<Body<ConsoleServerEvents['auth.expiring']>>({ expiresInS: s.integer }),
  },
  tick: {
    summary: 'Every 10 s the last position, so that a lost last event leaves no silent gap.',
    body: s.object<Body<ConsoleServerEvents['tick']>>({ head: s.integer }),
  },
  ...consoleCallEvents,
};

/** The socket.io namespaces, one row for each command and event of `contracts/sockets`: a missing one does not compile. */
export const socketTable: Record<'widget' | 'console', SocketNamespace> = {
  widget: {
    summary: "A customer's page.",
    token: 'The token of a widget session.',
    commands: widgetCommands,
    events: widgetEvents,
  },
  console: {
    summary: 'The screen of an agent or supervisor.',
    token: 'An access token.',
    commands: consoleCommands,
    events: consoleEvents,
  },
};
