import type { PairedBy } from '../core/matching/snapshot.js';
import type { Told } from '../core/matching/told.js';
import type { DigestView } from './digest.js';
import type { DecisionOfferView, RequirementView, WaitingItemView } from './decision-views.js';
import type { QueueStepView, SkillAskView, WarningView } from './rule-views.js';
import type {
  ActorType,
  AlertKind,
  Channel,
  ListeningMode,
  OfferMode,
  OfferState,
  PresenceState,
  ReassignmentStatus,
  TargetKind,
} from './words.js';

export type { Told };

/** One clock of a conversation: what its queue promises, when that is due and what became of it. */
export interface TargetView {
  kind: TargetKind;
  queueId: string;
  /** Null: the queue it is in now promises nothing of the kind. */
  targetMs: number | null;
  startedAt: string;
  /** Null while the clock stands, or where opening hours never reach it. */
  dueAt: string | null;
  warnAt: string | null;
  metAt: string | null;
  /** The moment it was due and not met. */
  breachedAt: string | null;
  /** Since when it stands: closed, asleep while the customer has the word, or no such target here. */
  stoppedAt: string | null;
}

/** When queues are open; times of the day are those of the zone. */
export interface HoursView {
  id: string;
  key: string;
  name: string;
  timeZone: string;
  /** 1: Monday, 7: Sunday; `HH:MM`; a `to` at or before `from` is in the next day. */
  intervals: readonly { day: number; from: string; to: string }[];
  /** What holds on that date instead; no intervals: closed. */
  holidays: readonly { date: string; name: string; intervals: readonly { from: string; to: string }[] }[];
  open: boolean;
  opensAt: string | null;
  /** Who goes by them. */
  queueIds: string[];
  version: number;
}

export interface HoursPreviewView {
  timeZone: string;
  from: string;
  spans: { from: string; to: string }[];
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
  /** Held out to several: the first who accepts has it. */
  broadcast: boolean;
  /** Why this agent: score parts and one sentence a person understands. */
  reason: Told & { parts: Record<string, number> };
  customer: { id: string; name: string | null };
  channel: Channel;
  /** The start of the last inbound message, so that the agent knows before accepting. */
  preview: string;
  /** The handover brief in the language of the agent who is asked. */
  digest: DigestView | null;
}

/** An agent of a queue as they stand now: units over all their queues. */
export interface QueueAgentView {
  id: string;
  name: string;
  state: PresenceState;
  /** Why, where they or a supervisor said so or Throughline concluded it, and since when; null: they were never here. */
  reason: string | null;
  since: string | null;
  /** The whole limit, and of it what is taken, and what new work must leave free for customers who come back. */
  capacity: number;
  reserved: number;
  returnReserve: number;
  conversations: number;
  /** Until then what they have closed still takes room; null: nothing is being wrapped up. */
  wrapUpUntil: string | null;
}

export interface QueueLiveView {
  queueId: string;
  key: string;
  name: string;
  waiting: number;
  offered: number;
  assigned: number;
  oldestWaitingMs: number | null;
  /** Of the first replies that were given or fell due in the last hour the share that came in time; null where there was none. */
  serviceLevel: number | null;
  /** What somebody who came now would be told; null where nothing truthful can be said. */
  expectedWait: { fromMs: number; toMs: number } | null;
  /** When the next reply falls due, of those that wait for one. */
  nearestDeadlineAt: string | null;
  /** Live alerts about it. */
  alerts: number;
  paused: { since: string; reason: string | null; until: string | null } | null;
  /** Whether its hours say so now, and the next opening where not. */
  open: boolean;
  opensAt: string | null;
  /** What is held out to whom, and until when. */
  offers: { conversationId: string; agent: Named; expiresAt: string }[];
  agents: QueueAgentView[];
  at: string;
}

/** Somebody a conversation could be handed to. */
export interface ColleagueView {
  id: string;
  name: string;
  state: PresenceState;
  /** In conversations of this one's size: how many more they may be given now, and how many fill them. */
  freeSlots: number;
  slots: number;
  /** They are available, and no limit stands in the way. */
  canTake: boolean;
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

export interface QueueView {
  id: string;
  key: string;
  name: string;
  offerMode: OfferMode;
  broadcastSize: number;
  offerTimeoutMs: number;
  wrapUpMs: number;
  /** After a close, a message within this time reopens the same conversation. */
  reopenWithinMs: number;
  firstReplyTargetMs: number | null;
  nextReplyTargetMs: number | null;
  resolutionTargetMs: number | null;
  targetClock: 'business' | 'calendar';
  warnPercent: number;
  breachPriority: number;
  nudgeAfterMs: number | null;
  supervisorAfterMs: number | null;
  moveAfterMs: number | null;
  goneAfterMs: number | null;
  remindCustomerAfterMs: number | null;
  closeSilentAfterMs: number | null;
  manualHoldMs: number;
  hoursId: string | null;
  /** Whether its hours say so now; a pause by hand is another matter. */
  open: boolean;
  /** The next opening; null while it is open, and where there is none. */
  opensAt: string | null;
  priority: number;
  requirements: SkillAskView[];
  /** Agents must be in one of these; empty: any. */
  groups: string[];
  steps: QueueStepView[];
  fallbackQueueId: string | null;
  /** Capacity units by channel, and percent of them by whose turn it is; what is left out has the default. */
  weights: { channels?: Record<string, number>; statePercent?: Record<string, number>; exclusive?: string[] };
  paused: boolean;
  agents: { agentId: string; name: string; rank: number }[];
  version: number;
  /** In the answer to a change only, and only where there is something to warn of. */
  warnings?: WarningView[];
}

/** An agent's part in a decision; `reason` is set exactly where they could not be asked. */
export interface DecisionAgentView extends Told {
  id: string;
  name: string;
  outcome: 'chosen' | 'runner-up' | 'outscored' | 'blocked';
  reason: string | null;
  score: number | null;
  /** The score by named part; null where blocked. */
  parts: Record<string, number> | null;
}

export interface DecisionView extends Told {
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
  /** How many agents could not take it, by reason. */
  counts: Record<string, number>;
  /** Why not each of the others, by replay of the stored pass. Empty where a person decided. */
  others: DecisionAgentView[];
  /** What became of the offer; null where it was assigned at once or by hand. */
  offerState: string | null;
  /** Everybody it was held out to, the chosen one first. */
  offers: DecisionOfferView[];
  /** How the pair was found; null where there is no stored pass. */
  by: PairedBy | null;
  /** What was asked at that moment; null where there is no stored pass. */
  requirement: RequirementView | null;
  /** Where its queue passed it on, and after which wait. */
  move: { fromQueueId: string; toQueueId: string; afterMs: number | null } | null;
  /** Whether the stored pass, run again, gives what was decided; null where there is none. */
  replay: { same: boolean; differences: string[] } | null;
}

/** What keeps one conversation waiting at this moment. */
export interface WaitingNowView extends Pick<WaitingItemView, 'position' | 'nextStepAt' | 'blockedBy'> {
  at: string;
  queue: { id: string; name: string };
  /** Whoever works in its queue, and why not them; `chosen`: the next pass gives it to them. */
  agents: DecisionAgentView[];
}

/** Who would get what, and what that does to desks and waits; nothing has happened yet. */
export interface ReassignmentPlanView {
  planToken: string;
  /** Under which it will be found once it is carried out. */
  id: string;
  expiresAt: string;
  items: {
    conversationId: string;
    epoch: number;
    from: { agentId: string | null; queueId: string };
    /** The agent it would go to, or the queue where it would wait (or already waits). */
    to: { agentId: string; queueId?: undefined } | { queueId: string; agentId?: undefined };
    /** Why there. */
    sentence: string;
    translations: Told['translations'];
  }[];
  effect: {
    assigned: number;
    waiting: number;
    agents: { id: string; name: string; capacity: number; before: number; after: number }[];
    queues: {
      id: string;
      name: string;
      waitingBefore: number;
      waitingAfter: number;
      /** What somebody who came then would be told, by the same forecast as in `QueueLiveView`; null where nothing truthful can be said. */
      expectedWait: { before: { fromMs: number; toMs: number } | null; after: { fromMs: number; toMs: number } | null };
      unknownBecause: 'too_little_history' | 'nobody_there' | 'too_long' | 'paused' | 'closed' | null;
    }[];
    warnings: {
      kind:
        | 'continuity_lost'
        | 'deadline_near'
        | 'customer_waiting'
        | 'customer_chose_agent'
        | 'agent_still_available'
        | 'asleep'
        | 'outside_your_queues'
        | 'more_left'
        | 'queue_paused'
        | 'queue_closed'
        | 'nobody_works_there'
        | 'nobody_there_now'
        | 'nobody_could_take'
        | 'language_not_spoken';
      /** Null where it speaks of the plan as a whole. */
      conversationId: string | null;
      sentence: string;
      translations: Told['translations'];
    }[];
  };
}

export interface ReassignmentSummaryView {
  id: string;
  kind: 'move' | 'priority';
  status: ReassignmentStatus;
  reason: string | null;
  by: { id: string; name: string };
  undoneBy: { id: string; name: string } | null;
  plannedAt: string;
  appliedAt: string | null;
  undoneAt: string | null;
  /** `open`: not yet come to. */
  counts: { total: number; open: number; moved: number; failed: number; restored: number; notRestored: number };
  /** Where what was moved had been, each once: with whom, or in which lines. */
  from: { agents: Named[]; queues: Named[] };
  /** Where it goes, each once: to whom, into which lines, or (`priority`) how soon it is served. */
  to: { agents: Named[]; queues: Named[]; priority: number | null };
}

interface Named {
  id: string;
  name: string;
}

/** Where one conversation stood, or was to go. `agent` null: in the line of `queue`. */
export interface ReassignmentPlaceView {
  agent: Named | null;
  /** Null: the queue stays as it is. */
  queue: Named | null;
  /** Null: the priority stays as it is. */
  priority: number | null;
}

/** One conversation of a reassignment and what became of it. */
export interface ReassignmentItemView {
  conversationId: string;
  customerName: string | null;
  /** Null for as long as it was not moved. */
  from: ReassignmentPlaceView | null;
  to: ReassignmentPlaceView;
  state: 'open' | 'moved' | 'failed' | 'restored' | 'not_restored';
  /** Why it failed or was not put back. */
  code: string | null;
  detail: string | null;
  translations: Told['translations'] | null;
  /** Of what failed or was not put back: who acted on it first, where somebody did. `name` null: not an agent. */
  touchedBy: { type: ActorType; name: string | null } | null;
}

/** Why one of them was not done, as a problem says it. */
export interface NotDoneView {
  conversationId: string;
  code: string;
  detail: string;
  /** The detail in other languages; null where nobody put it into them. */
  translations: Told['translations'] | null;
}

/** What became of each item; a failure names the refusal and leaves that conversation as it was. */
export interface ReassignmentView extends ReassignmentSummaryView {
  /** Each in its place of the plan. */
  items: ReassignmentItemView[];
  done: string[];
  failed: NotDoneView[];
  /** After an undo: what was put back, and what was not because somebody had touched it since. */
  restored: string[];
  notRestored: NotDoneView[];
}

/** Who would be served sooner or later, or (not `dryRun`) who is. */
export interface BulkPriorityView {
  dryRun: boolean;
  items: { conversationId: string; from: number; to: number }[];
  /** Null for a dry run, and where nothing had to change. */
  reassignment: ReassignmentView | null;
}

/** How the caller is beside a conversation. */
export interface ListeningView {
  conversationId: string;
  mode: ListeningMode | 'off';
  since: string | null;
  /** The customer reads in their chat that they joined; false by mail and telephone, and in every other mode. */
  customerTold: boolean;
}

/** `all`: no queues are given, so every queue is theirs. */
export interface SupervisedQueuesView {
  all: boolean;
  queues: { id: string; key: string; name: string }[];
}
