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
    because: 'accepted' | 'declined' | 'expired' | 'withdrawn';
  };
  'presence.updated': { agentId: string };
  /** An agent, a queue, a skill or a membership changed: pairs may have become possible. */
  'routing.configured': { queueId?: string; agentId?: string };
  /** Something a supervisor must see; or it is over. */
  'alert.raised': { alertId: string };
  'alert.cleared': { alertId: string };
  'customer.updated': { customerId: string };
  /** A row in inbound_deliveries is due for translation. */
  'inbound.received': { deliveryId: string; inboxId: string };
  /** A row in outbound_sends is due. */
  'outbound.queued': { messageId: string };
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
  | 'split';

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
  customer: (id: string) => `customer:${id}`,
  identity: (id: string) => `identity:${id}`,
  supervisors: 'supervisors',
} as const;
