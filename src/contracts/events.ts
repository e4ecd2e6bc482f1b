/**
 * News, past tense, announced only after commit. Payloads carry ids and small words, never text:
 * whoever shows an event reads the present state, so a late or repeated event cannot show an old one.
 */
export interface EventMap {
  'message.created': { messageId: string; conversationId: string; customerId: string };
  'message.updated': { messageId: string; conversationId: string; customerId: string };
  /** `change` says what happened; the state itself is read when it is shown. */
  'conversation.updated': { conversationId: string; customerId: string; queueId: string; change: ConversationChange };
  'conversation.assigned': { conversationId: string; customerId: string; queueId: string; agentId: string; epoch: number };
  'offer.made': { offerId: string; conversationId: string; agentId: string; queueId: string };
  'offer.withdrawn': {
    offerId: string;
    conversationId: string;
    agentId: string;
    queueId: string;
    /** `taken`: it was held out to several, and somebody else accepted first. */
    because: 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'taken';
  };
  'presence.updated': { agentId: string };
  /** An agent, a queue, a skill or a membership changed: pairs may have become possible. */
  'routing.configured': { queueId?: string; agentId?: string };
  /** What a supervisor listens to, or the queues they are given, changed: their screens change rooms. */
  'supervision.changed': { agentId: string; conversationId?: string; listening?: boolean };
  /** Something a supervisor must see; or it is over. */
  'alert.raised': { alertId: string };
  'alert.updated': { alertId: string };
  'alert.cleared': { alertId: string };
  'customer.updated': { customerId: string };
  /** A call began, moved or ended. */
  'call.updated': { callId: string; conversationId: string; customerId: string };
  /** A row in inbound_deliveries is due for translation. */
  'inbound.received': { deliveryId: string; inboxId: string };
  /** A row in outbound_sends is due. */
  'outbound.queued': { messageId: string };
  /** Rows in attachments of this message are due to be fetched. */
  'media.expected': { messageId: string };
}

export type ConversationChange =
  | 'opened'
  | 'reopened'
  | 'requeued'
  | 'offered'
  | 'assigned'
  | 'transferred'
  | 'snoozed'
  | 'woken'
  | 'closed'
  | 'edited'
  | 'priority'
  /** The customer has the word now, and weighs less on the agent. */
  | 'answered'
  | 'joined'
  | 'left'
  | 'split'
  /** The split was undone: what was split off from it lies in it again. */
  | 'rejoined'
  /** The rules chose another queue for it than its inbox did. */
  | 'routed'
  /** The owner was reminded that the customer waits; a supervisor was told that they still do. */
  | 'nudged'
  | 'owner_silent'
  /** The customer was asked whether they are still there. */
  | 'customer_reminded'
  /** The customer has said how it was. */
  | 'rated'
  /** A chat visitor left the line and is answered by mail; came back to it; left the page, or came back, while an agent has it. */
  | 'customer_gone'
  | 'customer_back'
  | 'customer_left'
  /** The customer chose to wait for one agent, or for anyone; that wait is over. */
  /** A clock of its targets started, stopped, was met or missed. */
  | 'targets'
  | 'wait_chosen'
  | 'wait_over';

export type EventType = keyof EventMap;

/** An event as it was published: `position` is the gapless cursor that `sync` speaks of. */
export interface PublishedEvent<T extends EventType = EventType> {
  id: string;
  position: number;
  type: T;
  payload: EventMap[T];
  rooms: string[];
}

/** Socket rooms, named in one place so that writers and relays agree. */
export const room = {
  agent: (id: string) => `agent:${id}`,
  queue: (id: string) => `queue:${id}`,
  conversation: (id: string) => `conversation:${id}`,
  /** Screens that have it open, and say so to each other. */
  viewers: (id: string) => `viewers:${id}`,
  customer: (id: string) => `customer:${id}`,
  identity: (id: string) => `identity:${id}`,
  supervisors: 'supervisors',
  /** Those who are given only some of the queues; what happens in these reaches them by the rooms of their queues. */
  supervisorsOfSome: 'supervisors:some',
} as const;
