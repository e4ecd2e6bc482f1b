import type { DigestView } from './digest.js';
import type { ConsoleCallCommands, ConsoleCallEvents, WidgetCallCommands, WidgetCallEvents } from './call-sockets.js';
import type { Problem } from './errors.js';
import type { AlertView, ListeningView, OfferView, QueueLiveView } from './routing-views.js';
import type { ConversationView, MeView, MessageView, PresenceView, WidgetConversationView, WidgetMessageView } from './views.js';
import type { PresenceState, WaitingChoice } from './words.js';

/** The two socket.io namespaces. Acknowledgements are sent only after commit. */

export type Ack<T extends object = object> = (answer: ({ ok: true } & T) | { ok: false; problem: Problem }) => void;

export interface WidgetClientEvents extends WidgetCallCommands {
  'message.send': (
    body: { clientId: string; text: string; attachments?: string[] },
    ack: Ack<{ message: WidgetMessageView }>,
  ) => void;
  'message.read': (body: { seq: number }, ack?: Ack) => void;
  typing: (body: { on: boolean }, ack?: Ack) => void;
  'page.viewed': (body: { url: string; title?: string }, ack?: Ack) => void;
  sync: (body: { epoch: number; afterSeq: number; afterRev?: number }, ack: Ack<WidgetSync>) => void;
  'waiting.choose': (body: { choice: WaitingChoice }, ack: Ack<{ conversation: WidgetConversationView }>) => void;
}

/** `reset` means: drop what you have and show `messages` (the last ones) instead. */
export interface WidgetSync {
  epoch: number;
  head: number;
  reset: boolean;
  hasMore: boolean;
  messages: WidgetMessageView[];
  conversation: WidgetConversationView | null;
}

export interface WidgetServerEvents extends WidgetCallEvents {
  /** A client that calls `received` says that the message is on the device: it becomes `delivered`. */
  'message.created': (message: WidgetMessageView, received?: () => void) => void;
  'message.updated': (message: WidgetMessageView) => void;
  'conversation.updated': (conversation: WidgetConversationView) => void;
  typing: (body: { by: 'agent'; name: string | null; on: boolean }) => void;
  /** Every 10 s: the head of the thread, so that a lost last event leaves no silent gap. */
  tick: (body: { head: number; epoch: number }) => void;
}

export interface ConsoleClientEvents extends ConsoleCallCommands {
  'presence.set': (
    body: { state: PresenceState; reason?: string; returnAt?: string },
    ack: Ack<{ presence: PresenceView }>,
  ) => void;
  'offer.accept': (body: { offerId: string; epoch?: number }, ack: Ack<{ conversation: ConversationView }>) => void;
  'offer.decline': (body: { offerId: string; reason?: string }, ack: Ack) => void;
  'message.send': (
    body: {
      conversationId: string;
      kind: 'reply' | 'note';
      /** May be left out where files or a template go with it. */
      text?: string;
      clientId: string;
      template?: { name: string; language: string; variables?: string[] };
      attachments?: string[];
      /** Agents whom a note names. */
      mentions?: string[];
      channel?: string;
      epoch?: number;
    },
    ack: Ack<{ message: MessageView }>,
  ) => void;
  'message.read': (body: { conversationId: string; seq: number }, ack?: Ack) => void;
  typing: (body: { conversationId: string; on: boolean }, ack?: Ack) => void;
  'conversation.view': (body: { conversationId: string; on: boolean }, ack?: Ack) => void;
  sync: (body: { position: number }, ack: Ack<ConsoleSync>) => void;
  'auth.refresh': (body: { token: string }, ack: Ack<{ expiresInS: number }>) => void;
}

/** `GET /v1/me/snapshot`: an agent's screen as of `position`. Events after it may tell some of it again; none is missing. */
export interface ConsoleSnapshot {
  position: number;
  me: MeView;
  presence: PresenceView | null;
  offers: OfferView[];
  /** What the agent holds, closed ones excepted. */
  conversations: ConversationView[];
  /** Supervisors and admins: each of their queues as it is now. */
  queues: QueueLiveView[];
  /** And what they must see there, for an agent the promises they must keep: the latest live alerts, at most 200. */
  alerts: AlertView[];
  /** Conversations they are beside. */
  listening: ListeningView[];
}

/** Events after `position` that this agent may see; `reset` means: read fresh snapshots instead. */
export interface ConsoleSync {
  events: { position: number; type: string; data: unknown }[];
  position: number;
  reset: boolean;
}

export interface ConsoleServerEvents extends ConsoleCallEvents {
  'offer.made': (offer: OfferView & { position: number }) => void;
  'offer.withdrawn': (body: { id: string; conversationId: string; because: string; position: number }) => void;
  'conversation.assigned': (conversation: ConversationView & { digest: DigestView | null; position: number }) => void;
  /** `change` is a `ConversationChange`, or `message` where a message moved its times. */
  'conversation.updated': (conversation: ConversationView & { change: string; position: number }) => void;
  'message.created': (message: MessageView & { position: number }) => void;
  'message.updated': (message: MessageView & { position: number }) => void;
  'presence.updated': (presence: PresenceView & { position: number }) => void;
  /** The present state, within half a second of a change; carries no position because it replaces all before it. */
  'queue.updated': (queue: QueueLiveView) => void;
  /** For supervisors: something began, or is over; whole, so that a screen keeps them by id. */
  'alert.raised': (alert: AlertView & { position: number }) => void;
  'alert.updated': (alert: AlertView & { position: number }) => void;
  'alert.cleared': (alert: AlertView & { position: number }) => void;
  /** Facts, promises or merges: read the context again where this customer is shown. */
  'customer.updated': (body: { customerId: string; position: number }) => void;
  typing: (body: { conversationId: string; by: 'customer' | 'agent'; name: string | null; on: boolean }) => void;
  /** To whoever looks at it: everybody who does (`conversation.view`), the listener included. Who merely monitors is not among them. */
  'conversation.viewers': (body: { conversationId: string; agents: { id: string; name: string }[] }) => void;
  'auth.expiring': (body: { expiresInS: number }) => void;
  tick: (body: { head: number }) => void;
}
