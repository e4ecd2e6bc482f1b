/**
 * The words between the store and the matcher: one plain, serialisable picture of who waits and who could serve.
 * The SQL side builds it, `decide` and `explain` read it, and a stored snapshot replayed later gives the same answer.
 * All times are epoch milliseconds (numbers), all capacity is in integer units (one agent = 100).
 */

import type { PresenceState } from '../lifecycle/presence.js';

export type { PresenceState };

/** A skill the customer needs; levels run from 1 (knows it) to 5 (expert). */
export interface SkillRequirement {
  skill: string;
  minLevel: number;
}

/** Why an agent is preferred for a conversation: the named account owner, who served last, or somebody before that. */
export type PreferenceReason = 'owner' | 'last' | 'earlier';

export interface PreferredAgent {
  agentId: string;
  why: PreferenceReason;
}

/** One conversation in line. Everything the matcher may know about it. */
export interface WaitingItem {
  conversationId: string;
  customerId: string;
  queueId: string;
  channel: string;
  /** The epoch the snapshot saw; the claim refuses if it has moved on. */
  epoch: number;
  /** Higher goes first, whatever the score; ageing (`Policy.priorityStepMs`) lifts the lower ones in time. */
  priority: number;
  waitingSince: number;
  /** When the first or next reply is due; null where the queue has no target. */
  deadlineAt: number | null;
  /** Capacity units the conversation takes while it waits on us (one agent = 100). */
  weight: number;
  skills: SkillRequirement[];
  /** A language the agent must speak (exact tag as in `AgentSlot.languages`), null for any. */
  language: string | null;
  /** Most wanted first. Never waited for: only a preference among those who can serve now. */
  preferred: PreferredAgent[];
  /** Agents who declined or let the offer lapse: not asked again while another present, skilled agent exists (busy or not). */
  declinedBy: string[];
  /**
   * Set by a narrowed snapshot (a freed agent alone, say) that leaves out a present, skilled agent who did not decline:
   * without it the decliner would look like the only one left and be asked again.
   */
  otherCanServe?: boolean;
  /** Agents never to be asked, for instance who just transferred it away. */
  excluded?: string[];
  /** The agent must be in one of these groups; left out or empty for any. */
  groups?: string[];
  /** Further queues whose members may serve it by now (a step that widened the pool), one rank below their worst of these. */
  alsoQueues?: string[];
  /** What was no longer asked by then, or widened: for the record, it decides nothing here. */
  relaxed?: object[];
  /** The customer chose to wait for this agent: nobody else is asked as long as it stands here. */
  heldFor?: string;
  /** Needs an agent's whole attention (a call): only who has nothing else that waits on them, and nothing more beside it. */
  exclusive?: boolean;
}

/** One agent as the matcher sees them. No name: names are given to `sentence` when somebody reads. */
export interface AgentSlot {
  agentId: string;
  name?: never;
  /** skill → level 1–5 */
  skills: Record<string, number>;
  languages: string[];
  /** queueId → rank, 0 = their first queue */
  queues: Record<string, number>;
  /** The limit that binds at claims (already less the return reserve and the ramp). */
  capacity: number;
  /** The whole limit, reserve and ramp included: what they could hold one day. Left out: as `capacity`. */
  limit?: number;
  /** Live assignments plus unexpired offers. May exceed capacity: returning customers are never refused. */
  reserved: number;
  /** Labels that an item may ask for. */
  groups?: string[];
  /** How many more conversations of a channel they may take; a channel left out has no limit of its own. */
  channelRoom?: Record<string, number>;
  /** Units of what they hold that waits on them, offers included: an exclusive item needs none. Left out: as `reserved`. */
  active?: number;
  presence: PresenceState;
  leaseExpiresAt: number;
  /** Since when they hold less than their limit or had nothing new; breaks ties only, never outranks open load. */
  idleSince: number;
}

export interface PolicyWeights {
  continuity: number;
  skillFit: number;
  load: number;
  waiting: number;
  slack: number;
}

export interface Policy {
  /** Named in every decision record, so that a replay knows by which rules it was made. */
  version: string;
  weights: PolicyWeights;
  /**
   * An item with this much time (or less) left to its deadline may no longer be bypassed by affinity or fit: such items go
   * first, earliest deadline first. Items without a deadline can always be bypassed.
   */
  affinitySlackMs: number;
  /** Waiting time at which the waiting part of the score reaches one half. */
  waitingHalfMs: number;
  /** Slack at which the deadline part of the score falls to one half. */
  slackHalfMs: number;
  /** An item gains one priority class for each such wait, up to the highest class in the snapshot; null: no ageing. */
  priorityStepMs: number | null;
  /**
   * How long an item may be bypassed once it can rise no further; then its time counts as a deadline that has come. Left out
   * or null: for ever. With ageing this bounds every wait: with H the highest class that waits, an item of class p that came at
   * time t is bypassed until
   *
   *     D = t + (H − p) × priorityStepMs + bypassMs
   *
   * and from D on nobody goes before it at an agent who may serve it, except whoever's own deadline or own D is earlier: never
   * anybody who comes after D with a deadline ahead of them. What stands before it at D is finite and is not added to.
   */
  bypassMs?: number | null;
  /**
   * A tier (one priority class, nobody's deadline near) of at most so many items is solved as a whole where several of them
   * meet several free agents: as many pairs as possible, and of these the largest sum of scores. Left out or 0: never, each
   * time the best pair of those left.
   */
  wholeTierItems?: number;
}

/** Conversation ids are unique in `items`, agent ids in `agents`; the order of either list changes nothing. */
export interface MatchingSnapshot {
  now: number;
  policy: Policy;
  items: WaitingItem[];
  agents: AgentSlot[];
  /** Of a stored pass: the priority classes whose tier was solved as a whole. Left out: the pass finds out by itself. */
  wholeTiers?: number[];
}

/**
 * The house policy. Parts lie in [0, 1] and the smallest continuity (.7) × 6 exceeds the sum of the other weights (3.5): a
 * freed agent's own waiting customer goes first unless somebody's deadline is near.
 */
export const DEFAULT_POLICY: Policy = {
  version: 'two-sided-2',
  weights: { continuity: 6, skillFit: 1, load: 1, waiting: 1, slack: 0.5 },
  affinitySlackMs: 60_000,
  waitingHalfMs: 300_000,
  slackHalfMs: 300_000,
  priorityStepMs: 900_000,
  bypassMs: 14_400_000,
  wholeTierItems: 200,
};

/** Why an agent cannot get a conversation now, in the order the gates are tried: the first that fails is the reason. */
export const BLOCK_REASONS = [
  'not_in_queue',
  'excluded',
  'held_for_other',
  'group',
  'skill_missing',
  'skill_level',
  'language',
  'offline',
  'away',
  'finishing',
  'lease_expired',
  'declined',
  'busy',
  'channel_full',
  'no_capacity',
] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** The score by named part, each already multiplied by its weight: they add up to `score`. */
export interface ScoreParts {
  continuity: number;
  skillFit: number;
  load: number;
  waitingAge: number;
  deadlineSlack: number;
}

export interface ScoredAgent {
  agentId: string;
  score: number;
  parts: ScoreParts;
}

/** How a pair was found: the nearest deadline first, the best pair of those left, or a whole tier at once. */
export type PairedBy = 'deadline' | 'best_pair' | 'whole_tier';

/** One offer to make, without the reasons why not for others. */
export interface Pair extends ScoredAgent {
  conversationId: string;
  queueId: string;
  weight: number;
  epoch: number;
  by: PairedBy;
}

/** One offer to make, in the order to make them. */
export interface Decision extends Pair {
  /** The best agent for this conversation had the chosen one not been there; null if nobody else could take it. */
  runnerUp: { agentId: string; score: number } | null;
  /** At most five, best first among those with room at that moment; the chosen one is always in it, first unless `whole_tier`. */
  top: ScoredAgent[];
  /** How many agents of the snapshot were blocked at that moment, by reason (every reason is present). */
  counts: Record<BlockReason, number>;
}
