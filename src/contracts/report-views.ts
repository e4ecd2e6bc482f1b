import type { Policy } from '../core/matching/snapshot.js';
import type { ReplayOutcome } from '../core/replay/tally.js';

/** What happened to the work of one queue in one interval. Formulas: docs/metrics.md. Times in ms; null: nothing to measure. */
export interface QueueIntervalView {
  from: string;
  to: string;
  queueId: string;
  queueName: string;
  offered: number;
  /** Visits that an agent took, whatever became of them: the waits in line are theirs. */
  taken: number;
  /** The customer heard from somebody: a reply, or a call that was picked up. */
  answered: number;
  /** An agent has it, and has not said a word yet. */
  inHand: number;
  /** Null where no conversation of the interval had a target for the first reply. */
  inTarget: number | null;
  serviceLevel: number | null;
  abandoned: number;
  passedOn: number;
  closedUnanswered: number;
  stillWaiting: number;
  meanWaitMs: number | null;
  p95WaitMs: number | null;
  longestWaitMs: number | null;
  meanFirstReplyMs: number | null;
  handled: number;
  meanHandlingMs: number | null;
  /** Work held ÷ room of those present, both in unit-milliseconds. */
  occupancy: number | null;
  transfers: number;
}

/** What one agent did in one interval. Formulas: docs/metrics.md. */
export interface AgentIntervalView {
  from: string;
  to: string;
  agentId: string;
  agentName: string;
  offered: number;
  taken: number;
  /** Those of the taken in which the customer heard from them. */
  answered: number;
  declined: number;
  missed: number;
  inTarget: number | null;
  handled: number;
  meanHandlingMs: number | null;
  transfers: number;
  presentMs: number;
  occupancy: number | null;
}

/** How true the waits were that customers of a queue were told on one UTC day, and by what the next day is told. */
export interface PromisedWaitsView {
  queueId: string;
  queueName: string;
  day: string;
  /** Promises whose wait is over because an agent came, and those of them that held. */
  promised: number;
  inside: number;
  /** inside ÷ promised; 0.8 is wanted. */
  coverage: number | null;
  widen: number;
  pace: number;
}

/** What one agent, queue or channel asked customers for. Formulas: docs/metrics.md. */
export interface RepeatedQuestionsView {
  by: 'agent' | 'queue' | 'channel';
  /** The agent's or queue's id, or the channel; null where no agent asked, or the queue is gone. */
  key: string | null;
  name: string | null;
  asked: number;
  askedAlthoughKnown: number;
  /** askedAlthoughKnown ÷ asked */
  rate: number;
}

export interface IntervalsView {
  data: QueueIntervalView[] | AgentIntervalView[];
  meta: { every: string; from: string; to: string };
}

/** A link by which a screen on the wall reads figures without a sign-in. */
export interface WallboardTokenView {
  id: string;
  name: string;
  /** Null: every queue there is, those to come too. */
  queueIds: string[] | null;
  madeBy: { id: string; name: string };
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  createdAt: string;
}

/** A queue on the wall: figures, nobody's name. */
export interface WallboardQueueView {
  queueId: string;
  name: string;
  waiting: number;
  offered: number;
  assigned: number;
  oldestWaitingMs: number | null;
  nearestDeadlineAt: string | null;
  /** Of the last hour, as in the live view of a queue. */
  serviceLevel: number | null;
  expectedWait: { fromMs: number; toMs: number } | null;
  /** Closed in the last hour because the customer left the line. */
  abandoned: number;
  paused: boolean;
  open: boolean;
  opensAt: string | null;
  /** How many are in each state; `free` of the available have room for new work. */
  agents: { available: number; free: number; finishing: number; away: number };
}

export interface WallboardView {
  name: string;
  at: string;
  queues: WallboardQueueView[];
}

/** A version of the matching policy; the first is the one Throughline comes with. */
export interface PolicyView {
  id: string;
  version: string;
  policy: Policy;
  note: string | null;
  createdAt: string | null;
  activatedAt: string | null;
  active: boolean;
}

/**
 * The period as it was, as the policy in force would do it, and as the one in question would. Compare `candidate` with `active`,
 * never with `recorded`: pauses, opening hours, offers that wait for an answer and work given by hand are not replayed. How well
 * `active` reproduces `recorded` says how far to trust either (docs/policies.md).
 */
export interface PolicyReplayResult {
  /** Measured. Times of all three in ms, shares in [0, 1]. */
  recorded: ReplayOutcome;
  /** Who came in the period and is in none of the three, as nobody had taken them when it ended. */
  leftOut: ReplayLeftOut;
  active: ReplayOutcome & { version: string };
  candidate: ReplayOutcome & { version: string };
}

export interface ReplayLeftOut {
  /** They still waited at its end. */
  waiting: number;
  /** They had left, or were closed. */
  gone: number;
}

export interface PolicyReplayView {
  id: string;
  policyId: string;
  from: string;
  to: string;
  queueIds: string[] | null;
  state: 'due' | 'running' | 'done' | 'failed';
  /** [0, 1] */
  progress: number;
  result: PolicyReplayResult | null;
  problem: string | null;
  createdAt: string;
}
