import type {
  ActorType,
  AlertKind,
  Channel,
  ConversationStatus,
  DeliveryState,
  Direction,
  IdentityKind,
  IdentityLevel,
  InboundState,
  MessageKind,
  OfferState,
  PresenceState,
  Role,
} from './words.js';

/** Shapes that leave the building. Times are RFC 3339 UTC strings, ids are UUID v7. */

export interface AuthorView {
  type: ActorType;
  id: string | null;
  name: string | null;
}

export interface AttachmentView {
  name: string;
  contentType: string;
  sizeBytes: number;
  inline: boolean;
}

export interface MessageView {
  id: string;
  /** Place in the customer's thread. */
  seq: number;
  /** Number of the last change in the thread that touched this message. */
  rev: number;
  conversationId: string;
  customerId: string;
  inboxId: string;
  channel: Channel;
  direction: Direction;
  kind: MessageKind;
  author: AuthorView;
  text: string;
  /** What a mail quoted below the reply, subject, cleaned HTML and the like. */
  content: Record<string, unknown> | null;
  attachments: AttachmentView[];
  externalId: string | null;
  clientId: string | null;
  /** True where the sender's address was not proved (a mail's From without DMARC or our reply token). */
  unproved: boolean;
  delivery: { state: DeliveryState; reason?: string };
  createdAt: string;
}

/** What a customer may see of a message: a whitelist, never a MessageView with things taken out. */
export interface WidgetMessageView {
  id: string;
  seq: number;
  rev: number;
  direction: 'in' | 'out';
  kind: 'text' | 'event';
  channel: Channel;
  author: { type: 'customer' | 'agent' | 'system'; name: string | null };
  text: string;
  attachments: AttachmentView[];
  clientId: string | null;
  delivery: { state: DeliveryState };
  createdAt: string;
}

export interface WidgetConversationView {
  id: string;
  status: ConversationStatus;
  agent: { name: string } | null;
  /** Place in the line where the order is first come, first served; 1 is next. */
  position: number | null;
  /** Expected wait as a range, in milliseconds; null where nothing truthful can be said. */
  expectedWait: { fromMs: number; toMs: number } | null;
}

export interface ConversationView {
  id: string;
  customerId: string;
  customerName: string | null;
  inboxId: string;
  queueId: string;
  status: ConversationStatus;
  channel: Channel;
  subject: string | null;
  tags: string[];
  fields: Record<string, unknown>;
  priority: number;
  language: string | null;
  assignee: { id: string; name: string } | null;
  epoch: number;
  splitFromId: string | null;
  previousId: string | null;
  waitingSince: string | null;
  deadlineAt: string | null;
  snoozedUntil: string | null;
  openedAt: string;
  closedAt: string | null;
  outcome: string | null;
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
  version: number;
}

export interface IdentityView {
  id: string;
  kind: IdentityKind;
  value: string;
  display: string | null;
  level: IdentityLevel;
  createdAt: string;
}

export interface CustomerView {
  id: string;
  name: string | null;
  tier: string | null;
  locale: string | null;
  timeZone: string | null;
  attributes: Record<string, unknown>;
  accountOwnerId: string | null;
  blocked: boolean;
  mergedInto: string | null;
  since: string;
  version: number;
}

export interface OfferView {
  id: string;
  conversationId: string;
  agentId: string;
  queueId: string;
  state: OfferState;
  epoch: number;
  expiresAt: string;
  madeAt: string;
  /** Why this agent: score parts and one sentence a person understands. */
  reason: { sentence: string; parts: Record<string, number> };
  customer: { id: string; name: string | null };
  channel: Channel;
  /** The start of the last inbound message, so that the agent knows before accepting. */
  preview: string;
}

export interface PresenceView {
  agentId: string;
  state: PresenceState;
  reason: string | null;
  since: string;
  leaseExpiresAt: string;
}

export interface AgentView {
  id: string;
  name: string;
  email: string;
  role: Role;
  capacity: number;
  languages: string[];
  skills: { skillId: string; key: string; level: number }[];
  disabled: boolean;
  version: number;
}

export interface QueueLiveView {
  queueId: string;
  key: string;
  name: string;
  waiting: number;
  offered: number;
  assigned: number;
  oldestWaitingMs: number | null;
  agents: { id: string; name: string; state: PresenceState; capacity: number; reserved: number; conversations: number }[];
  at: string;
}

/** Something a supervisor must see. `data` holds what the kind needs: ids and small words. */
export interface AlertView {
  id: string;
  kind: AlertKind;
  queueId: string | null;
  conversationId: string | null;
  agent: { id: string; name: string } | null;
  data: Record<string, unknown>;
  raisedAt: string;
  clearedAt: string | null;
}

export interface Page<T> {
  data: T[];
  meta: { hasMore: boolean; nextCursor: string | null };
}

export interface SignInView {
  accessToken: string;
  expiresInS: number;
  agent: { id: string; name: string; role: Role };
}

export interface MeView {
  type: 'agent' | 'integration';
  id: string;
  name: string;
  role: Role | 'integration';
  /** Inboxes the caller may speak for; null means all. */
  inboxIds: string[] | null;
}

export interface ApiKeyView {
  id: string;
  name: string;
  /** Inboxes it may speak for; null means all. */
  inboxIds: string[] | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  createdAt: string;
}

export interface AuditEntryView {
  id: string;
  actor: AuthorView;
  action: string;
  subjectType: string;
  subjectId: string;
  data: Record<string, unknown>;
  at: string;
}

export interface SkillView {
  id: string;
  key: string;
  name: string;
}

export interface CannedReplyView {
  id: string;
  key: string;
  title: string;
  text: string;
  /** BCP 47. */
  locale: string;
  version: number;
}

/** What came in at a channel's door as raw bytes, and what became of it. */
export interface InboundDeliveryView {
  id: string;
  inboxId: string;
  channel: Channel;
  /** The vendor's id of it; for mail the Message-ID without angle brackets. */
  externalId: string;
  state: InboundState;
  /** Why it is in that state, in words for a supervisor; null where nothing needs saying. */
  detail: string | null;
  messageId: string | null;
  conversationId: string | null;
  attempts: number;
  /** When translation is tried again; null where nothing is due. */
  nextAttemptAt: string | null;
  sizeBytes: number;
  receivedAt: string;
  /** Until when the raw bytes are kept; null where they are gone. */
  rawKeptUntil: string | null;
}

export interface QueueView {
  id: string;
  key: string;
  name: string;
  offerMode: 'offer' | 'assign';
  offerTimeoutMs: number;
  wrapUpMs: number;
  /** After a close, a message within this time reopens the same conversation. */
  reopenWithinMs: number;
  firstReplyTargetMs: number | null;
  priority: number;
  requirements: { skill: string; minLevel: number }[];
  /** Capacity units by channel, and percent of them by whose turn it is; what is left out has the default. */
  weights: { channels?: Record<string, number>; statePercent?: Record<string, number> };
  paused: boolean;
  agents: { agentId: string; name: string; rank: number }[];
  version: number;
}

/** An agent's part in a decision; `reason` is set exactly where they could not be asked. */
export interface DecisionAgentView {
  id: string;
  name: string;
  outcome: 'chosen' | 'runner-up' | 'outscored' | 'blocked';
  reason: string | null;
  score: number | null;
  sentence: string;
}

export interface DecisionView {
  id: string;
  conversationId: string;
  queueId: string;
  /** `match`, or the act by which a person placed it. */
  kind: string;
  policyVersion: string;
  actor: { type: ActorType; id: string | null; name: string | null };
  epoch: number;
  at: string;
  chosen: { id: string; name: string } | null;
  runnerUp: { id: string; name: string } | null;
  score: number | null;
  parts: Record<string, number>;
  sentence: string;
  /** How many agents could not take it, by reason. */
  counts: Record<string, number>;
  /** Why not each of the others, by replay of the stored pass. Empty where a person decided. */
  others: DecisionAgentView[];
  /** What became of the offer; null where it was assigned at once or by hand. */
  offerState: string | null;
}

/** Who would get what, and how full everybody would be; nothing has happened yet. */
export interface ReassignmentPlanView {
  planToken: string;
  expiresAt: string;
  items: {
    conversationId: string;
    epoch: number;
    from: { agentId: string | null; queueId: string };
    /** The agent it would go to, or the queue where nobody has room and it would wait. */
    to: { agentId: string; queueId?: undefined } | { queueId: string; agentId?: undefined };
    sentence: string;
  }[];
  effect: {
    assigned: number;
    waiting: number;
    agents: { id: string; name: string; capacity: number; before: number; after: number }[];
  };
}

/** What became of each item; a failure names the refusal and leaves that conversation as it was. */
export interface ReassignmentView {
  id: string;
  done: string[];
  failed: { conversationId: string; code: string; detail: string }[];
}
