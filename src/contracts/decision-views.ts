import type { Told } from '../core/matching/told.js';
import type { Channel, OfferState, WaitBinding } from './words.js';

/** What is asked of an agent for one conversation, by that moment. */
export interface RequirementView {
  skills: { skill: string; minLevel: number }[];
  language: string | null;
  /** In one of these; none: any. */
  groups: string[];
  /** Further queues whose members may serve it. */
  alsoQueueIds: string[];
  /** Takes an agent's whole attention. */
  exclusive: boolean;
  /** Whom the customer chose to wait for. */
  heldFor: { id: string; name: string } | null;
  /** What gave way to the wait, in words. */
  relaxed: string[];
}

/** A conversation in line, and which constraint keeps it there. */
export interface WaitingItemView {
  /** Of the conversation. */
  id: string;
  customer: { id: string; name: string | null };
  channel: Channel;
  priority: number;
  /** 1 is the head of the line: by priority, then by the wait. */
  position: number;
  waitingSince: string;
  waitedMs: number;
  deadlineAt: string | null;
  /** Null where it cannot be said: it has no queue of its own yet, or the rules of the queue cannot be read. */
  requirement: RequirementView | null;
  /** When the queue gives way next; null: it will not. */
  nextStepAt: string | null;
  /** `counts`: how many agents cannot take it, by reason; empty where it is not for want of an agent. */
  blockedBy: Told & { binding: WaitBinding; counts: Record<string, number> };
}

/** An agent a conversation was held out to, and what became of that. */
export interface DecisionOfferView {
  agent: { id: string; name: string };
  state: OfferState;
  /** One of several at once: the first who accepts has it. */
  broadcast: boolean;
  madeAt: string;
  endedAt: string | null;
}

/** Why a conversation is in its queue, as last routed. */
export interface RoutingTraceView {
  /** Rules that matched, read what is `not_set`, or could not be worked out (`error`; `detail` says why), in their order. */
  rules: { ruleId: string; name: string | null; outcome: string; detail: string | null }[];
  /** Its language then, and where that is known from. */
  language: { tag: string | null; from: string | null } | null;
}
