import type { ConversationStatus } from './conversation.js';
import { move } from './moves.js';
import type { Move, MoveTable } from './moves.js';

export const CALL_STATES = ['greeting', 'queued', 'ringing', 'talking', 'held', 'voicemail', 'ended'] as const;
export type CallState = (typeof CALL_STATES)[number];

export const CALL_OUTCOMES = ['answered', 'abandoned', 'missed', 'voicemail', 'callback', 'failed', 'declined'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

export const CALL_EVENTS = [
  'queued',
  'offered',
  'rung',
  'taken',
  'answered',
  'unanswered',
  'held',
  'resumed',
  'dropped',
  'handed_on',
  'voicemail',
  'ended',
] as const;
export type CallEvent = (typeof CALL_EVENTS)[number];

/**
 * - `offered`: it is held out to somebody who has not said yes; `rung`: one agent is rung for it; `taken`: they said yes.
 * - `unanswered`: back in line because whoever was rung did not answer; `dropped`: because the agent's line was lost;
 *   `handed_on`: because the agent gave it to a queue, or to a colleague who is rung next.
 */
const MOVES: MoveTable<CallState, CallEvent> = {
  greeting: { queued: 'queued', rung: 'ringing', voicemail: 'voicemail', ended: 'ended' },
  queued: { offered: 'ringing', rung: 'ringing', voicemail: 'voicemail', ended: 'ended' },
  ringing: {
    rung: 'ringing',
    taken: 'ringing',
    answered: 'talking',
    unanswered: 'queued',
    voicemail: 'voicemail',
    ended: 'ended',
  },
  talking: { held: 'held', dropped: 'queued', handed_on: 'queued', rung: 'ringing', ended: 'ended' },
  held: { resumed: 'talking', dropped: 'queued', handed_on: 'queued', rung: 'ringing', ended: 'ended' },
  voicemail: { ended: 'ended' },
  ended: {},
};

/** Where the event takes the call. Errors: `illegal_move`. */
export function nextCallState(state: CallState, event: CallEvent): Move<CallState> {
  return move(MOVES, state, event);
}

export const talks = (state: CallState): boolean => state === 'talking' || state === 'held';
/** In the hands of routing: what becomes of its conversation becomes of it. */
const routed = (state: CallState): boolean => state === 'queued' || state === 'ringing' || talks(state);

/** Who ended it. `line`: a connection broke and did not come back. */
export type EndedBy = 'customer' | 'agent' | 'system' | 'line';

/** What a call that ends in this state was, unless whoever ends it knows better. */
export function outcomeOf(state: CallState, by: EndedBy, direction: 'in' | 'out'): CallOutcome {
  if (talks(state)) return 'answered';
  if (state === 'voicemail') return 'voicemail';
  if (direction === 'out') return by === 'agent' ? 'abandoned' : 'missed';
  if (by === 'customer' || by === 'line') return 'abandoned';
  return by === 'agent' ? 'declined' : 'missed';
}

/** Whether somebody must still see to the customer after a call that ended so. */
export const leavesWork = (outcome: CallOutcome): boolean => outcome === 'voicemail' || outcome === 'callback';

export type Following =
  | { kind: 'none' }
  /** Its conversation waits. */
  | { kind: 'queue'; event: 'unanswered' | 'handed_on' }
  /** Its conversation is held out to somebody; `event`: what must come first where somebody talks. */
  | { kind: 'offer'; first: 'handed_on' | null }
  /** Its conversation was given to this agent. */
  | { kind: 'ring'; agentId: string }
  /** Its conversation was closed. */
  | { kind: 'end' };

/**
 * A call goes where its conversation goes: to whom routing gives the one, the other rings. Says what the call still lacks
 * of that; asked after every change of the conversation, and again whenever somebody doubts it.
 */
export function follow(
  call: { state: CallState; agentId: string | null },
  conversation: { status: ConversationStatus; assigneeId: string | null },
): Following {
  if (call.state === 'ended') return { kind: 'none' };
  if (conversation.status === 'closed') return { kind: 'end' };
  if (!routed(call.state)) return { kind: 'none' };
  const first = talks(call.state) ? 'handed_on' : null;
  switch (conversation.status) {
    case 'assigned':
      if (conversation.assigneeId === null || conversation.assigneeId === call.agentId) return { kind: 'none' };
      return { kind: 'ring', agentId: conversation.assigneeId };
    case 'offered':
      return call.state === 'ringing' && call.agentId === null ? { kind: 'none' } : { kind: 'offer', first };
    case 'waiting':
      return call.state === 'queued' ? { kind: 'none' } : { kind: 'queue', event: first ?? 'unanswered' };
    case 'snoozed':
      return { kind: 'none' };
  }
}

/** How long whoever has said yes may take to be connected. */
export const CONNECT_MS = 30_000;
/**
 * How long a lost connection of either party is waited for. An agent's is longer than the grace of their presence, so that
 * whoever is gone for good is known to be gone when the caller is offered anew.
 */
export const PARTY_GRACE_MS = 21_000;
/** No call lasts longer than this without anybody having said anything about it. */
export const FORGOTTEN_MS = 4 * 3_600_000;
