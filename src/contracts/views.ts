import type { PromiseSuggestionView } from './promises.js';
import type { CallItem } from './calls.js';
import type { TargetView } from './routing-views.js';
import type {
  ActorType,
  AttachmentKind,
  AttachmentState,
  Channel,
  ConversationStatus,
  DeliveryState,
  Direction,
  IdentityKind,
  IdentityLevel,
  InboundState,
  MessageKind,
  NoticeCode,
  PresenceState,
  Role,
  WaitingChoice,
} from './words.js';

export interface AuthorView {
  type: ActorType;
  id: string | null;
  name: string | null;
}

/**
 * One file of a message. Those of very old mails have a name and nothing to fetch (no `id`). `url` and `thumbnailUrl` are
 * signed, hold for an hour and are relative to this server; they are there once the file is stored.
 */
export interface AttachmentView {
  id?: string;
  kind?: AttachmentKind;
  state?: AttachmentState;
  name: string;
  /** By content once it is stored; before that, what the other side says. */
  contentType: string;
  sizeBytes: number;
  /** Shown inside a mail's HTML, where `cid:` and its `contentId` stand. */
  inline: boolean;
  contentId?: string;
  width?: number;
  height?: number;
  url?: string;
  thumbnailUrl?: string;
  /** Why it was refused, or could not be fetched. */
  reason?: string;
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
  delivery: DeliveryView;
  createdAt: string;
}

/** What became of a message of ours. */
export interface DeliveryView {
  state: DeliveryState;
  /** Why it failed; while it is pending, what the last attempt came to. */
  reason?: string;
  /** While it is pending, after an attempt that came to nothing. */
  attempts?: number;
  nextAttemptAt?: string;
}

/** The answer to a message that was written: with what a reply commits us to, where it does. */
export interface WrittenMessageView extends MessageView {
  promiseSuggestions?: PromiseSuggestionView[];
}

/** A text that a vendor has approved to be sent also outside the reply window. */
export interface InboxTemplateView {
  name: string;
  language: string;
  body: string;
  variables: number;
}

/** What a customer may see of a file. */
export type WidgetAttachmentView = Omit<AttachmentView, 'id' | 'contentId' | 'reason'>;

/** A channel on which the customer of a conversation can be answered. */
export interface ConversationChannelView {
  channel: Channel;
  /** Through which inbox an answer leaves. */
  inboxId: string;
  /** Where an answer goes unless its writer chooses. */
  default: boolean;
  /** Whether a free text may be sent now. */
  open: boolean;
  whyNot: 'outside_reply_window' | 'inbox_closed' | null;
  /** The reply window, from the customer's last message on; null where there is none, or they never wrote there. */
  opensAt: string | null;
  closesAt: string | null;
  /** What may be sent at any time. */
  templates: InboxTemplateView[];
  maxTextLength: number;
  overlong: 'split' | 'refuse';
  /** Content types by kind (every one that is safe to store: a star for each half) and their largest size. */
  media: Record<string, { types: string[]; maxBytes: number }>;
}

/** A message that has not left yet, or could not be delivered. */
export interface OutboundView {
  messageId: string;
  conversationId: string;
  customerId: string;
  inboxId: string;
  channel: Channel;
  state: 'pending' | 'failed';
  /** What the last attempt came to. */
  reason: string | null;
  attempts: number;
  /** How many vendor messages of it left. */
  partsLeft: number;
  nextAttemptAt: string | null;
  createdAt: string;
  customerName: string | null;
  /** Its first words, or the names of its files. */
  text: string;
  /** Since when nothing is to be done about it any more, as a supervisor said. */
  dismissedAt: string | null;
}

/** How many messages of the last days did not arrive: at most 100 of each are counted. */
export interface UndeliveredView {
  /** Ours that could not be delivered. */
  outbound: number;
  /** What came in and could not be read. */
  inbound: number;
  /** When the oldest of them was written, or came; null where there are none. */
  since: string | null;
}

/** What a customer may see of a message: a whitelist, never a MessageView with things taken out. */
export interface WidgetMessageView {
  id: string;
  seq: number;
  rev: number;
  direction: 'in' | 'out';
  kind: 'text' | 'event' | 'call';
  channel: Channel;
  author: { type: 'customer' | 'agent' | 'system'; name: string | null };
  text: string;
  attachments: WidgetAttachmentView[];
  clientId: string | null;
  delivery: { state: DeliveryState };
  /** Of the item of a call: how it stands, or how it was. */
  call?: CallItem;
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
  /** Outside opening hours, while it waits: the next opening. */
  opensAt: string | null;
  /** Null unless the conversation waits. */
  waiting: WidgetWaitingView | null;
  /** The customer has said how it was, on whichever device. */
  rated: boolean;
  /** What to show in this state, in the customer's language. */
  notice: { code: NoticeCode; text: string };
}

/** How the customer waits. */
export interface WidgetWaitingView {
  position: number | null;
  expectedWait: { fromMs: number; toMs: number } | null;
  /** The agent who knows the customer, where they are there but have no room now. */
  preferred: { name: string; available: false } | null;
  /** What the customer may choose now; empty where there is nobody to wait for. */
  choices: WaitingChoice[];
  /** Whom they chose to wait for, and until when. */
  waitingFor: { name: string; until: string } | null;
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
  /** Supervisors who are beside its agent or in it; who merely listens is never shown. */
  joined: { id: string; name: string; mode: 'whisper' | 'barge' }[];
  epoch: number;
  splitFromId: string | null;
  previousId: string | null;
  waitingSince: string | null;
  /** When the next reply falls due, where one is owed. */
  deadlineAt: string | null;
  /** The latest clock of each kind. */
  targets: Pick<TargetView, 'kind' | 'startedAt' | 'dueAt' | 'metAt' | 'breachedAt' | 'stoppedAt'>[];
  snoozedUntil: string | null;
  openedAt: string;
  closedAt: string | null;
  outcome: string | null;
  /** Whose work somebody else does meanwhile, and until when where they said so. */
  coverFor: { id: string; name: string; until: string | null } | null;
  /** Whether the customer is on a page of the web chat now; null where that was never known. */
  customerHere: boolean | null;
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
  /** What was said last between the customer and us; null where nothing was. Never a note. */
  lastMessage: LastMessageView | null;
  /** Who handed it to its agent, as long as the customer has not been answered since; null where nobody did. */
  handedOver: { by: { id: string; name: string }; at: string } | null;
  version: number;
}

/** The last message of a conversation as a row of a list shows it. */
export interface LastMessageView {
  /** The first 140 characters, or the names of the files where it has no words; empty for a call. */
  text: string;
  direction: 'in' | 'out';
  kind: 'text' | 'call';
  authorName: string | null;
  at: string;
}

export interface IdentityView {
  id: string;
  kind: IdentityKind;
  value: string;
  display: string | null;
  level: IdentityLevel;
  /** Whether messages from it come into this thread; a value that was merely typed only suggests. */
  joins: boolean;
  /** What speaks for it: an identity token, a mail's DMARC, a form, a colleague, …; null where nothing was noted down. */
  evidence: { by: string; reference?: string } | null;
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

export interface PresenceView {
  agentId: string;
  state: PresenceState;
  reason: string | null;
  since: string;
  leaseExpiresAt: string;
  /** When they mean to be back, where they said so on leaving. */
  returnAt: string | null;
  /** The supervisor who set the state; null where they set it themselves. */
  forcedBy: { id: string; name: string } | null;
  /** Conversations in their hands. Who is finishing is done at 0. */
  remaining: number;
}

/** Where an agent's time went: stretches that touch each other, together exactly as long as the range. */
export interface AgentStatesView {
  agentId: string;
  from: string;
  to: string;
  states: {
    state: PresenceState;
    reason: string | null;
    since: string;
    until: string;
    durationMs: number;
    by: AuthorView;
  }[];
  /** By state and reason, the longest first. */
  totals: { state: PresenceState; reason: string | null; durationMs: number }[];
}

export interface AgentView {
  id: string;
  name: string;
  email: string;
  role: Role;
  capacity: number;
  /** Kept free of new work for customers who come back. */
  returnReserve: number;
  /** How long after becoming available they are given to fill up; 0: at once. */
  rampUpMs: number;
  /** While they are new their limit grows from a quarter to the whole; null: not new. */
  onboardingFrom: string | null;
  onboardingUntil: string | null;
  /** Conversations at once by channel; a channel left out has no limit of its own. */
  channelLimits: Partial<Record<Channel, number>>;
  groups: string[];
  languages: string[];
  skills: { skillId: string; key: string; level: number }[];
  disabled: boolean;
  version: number;
}

export interface Page<T> {
  data: T[];
  meta: { hasMore: boolean; nextCursor: string | null };
}

export interface SignInView {
  accessToken: string;
  expiresInS: number;
  agent: { id: string; name: string; email: string; role: Role };
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

/** A note in which a colleague names an agent. */
export interface MentionView {
  messageId: string;
  /** In which the note stands now. */
  conversationId: string;
  customer: { id: string; name: string | null };
  by: AuthorView;
  text: string;
  at: string;
  /** When they opened the conversation after it; null: they have not. */
  seenAt: string | null;
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
/** How reading the IMAP mailbox of an e-mail inbox goes. */
export interface MailboxView {
  inboxId: string;
  host: string;
  user: string;
  mailbox: string;
  /** `failed`: it is not read now, `error` says why, and `nextAttemptAt` when it is tried again. */
  state: 'connecting' | 'connected' | 'failed';
  /** The server tells of new mail by itself (IDLE); otherwise it is asked at intervals. */
  idles: boolean;
  error: { code: string; detail: string; failures: number } | null;
  /** Trouble that keeps no mail away, such as a folder that mail cannot be moved to. */
  warning: string | null;
  connectedAt: string | null;
  lastPollAt: string | null;
  lastMailAt: string | null;
  nextAttemptAt: string | null;
}

/** An address that mail came back from for good: nothing is sent there. */
export interface SuppressedAddressView {
  address: string;
  /** In the words of the server that refused it. */
  reason: string;
  inboxId: string | null;
  /** The message that came back. */
  messageId: string | null;
  createdAt: string;
}

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
  /** Who wrote it: the customer's name, or else what the door knew of the sender. */
  from: string | null;
  /** Since when nothing is to be done about it any more, as a supervisor said. */
  dismissedAt: string | null;
}
