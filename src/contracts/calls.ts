import type { Schema } from './schema.js';
import * as s from './schema.js';
import { CALL_OUTCOMES, CALL_STATES, type CallOutcome, type CallState } from '../core/lifecycle/call.js';

export {
  CALL_OUTCOMES as callOutcomes,
  CALL_STATES as callStates,
  type CallOutcome,
  type CallState,
} from '../core/lifecycle/call.js';

export const callProviders = ['webrtc', 'twilio'] as const;
export type CallProvider = (typeof callProviders)[number];

/** Whether somebody else's machines carry the sound, and must be told what becomes of the call. */
export const carriedByVendor: Record<CallProvider, boolean> = { webrtc: false, twilio: true };

export const recordingStates = ['off', 'on', 'paused'] as const;
export type RecordingState = (typeof recordingStates)[number];

/** A call as agents see it. Durations in ms. */
export interface CallView {
  id: string;
  conversationId: string;
  customerId: string;
  customerName: string | null;
  inboxId: string;
  provider: CallProvider;
  direction: 'in' | 'out';
  state: CallState;
  outcome: CallOutcome | null;
  /** Who is rung, or talks. */
  agent: { id: string; name: string } | null;
  /** Until when that agent may answer; null unless one is rung. */
  ringUntil: string | null;
  /** The agent has said yes (accepted the offer, pressed answer) and is being connected. */
  taken: boolean;
  recording: RecordingState;
  startedAt: string;
  queuedAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
  /** Time talked, holds included, as of the last change. */
  talkMs: number;
  /** Since when the present stretch of talking runs; null while nobody talks. */
  talkingSince: string | null;
  /** Its item in the thread. */
  messageId: string;
  version: number;
}

/** What the item of a call in the thread says; `content` of a message of kind `call`. */
export interface CallItem {
  callId: string;
  state: CallState;
  outcome: CallOutcome | null;
  durationMs: number | null;
  agentName: string | null;
}

/** What a customer may see of their call. */
export interface WidgetCallView {
  id: string;
  state: CallState;
  outcome: CallOutcome | null;
  /** First name. */
  agent: { name: string } | null;
  startedAt: string;
  talkMs: number;
  talkingSince: string | null;
  endedAt: string | null;
}

/** Where an agent is rung for calls that a telephone company carries; null: nowhere. */
export interface AgentPhoneView {
  agentId: string;
  address: string | null;
}

const agent = s.orNull(s.object<{ id: string; name: string }>({ id: s.id, name: s.text }));
const state = s.oneOf(CALL_STATES);
const outcome = s.orNull(s.oneOf(CALL_OUTCOMES));

export const callItemSchema = s.object<CallItem>({
  callId: s.id,
  state,
  outcome,
  durationMs: s.orNull(s.integer),
  agentName: s.orNull(s.text),
});

export const callSchemas: Record<string, Schema> = {
  Call: s.object<CallView>({
    id: s.id,
    conversationId: s.id,
    customerId: s.id,
    customerName: s.orNull(s.text),
    inboxId: s.id,
    provider: s.oneOf(callProviders),
    direction: s.oneOf(['in', 'out']),
    state,
    outcome,
    agent,
    ringUntil: s.orNull(s.time),
    taken: s.described(s.flag, 'The agent has said yes and is being connected.'),
    recording: s.oneOf(recordingStates),
    startedAt: s.time,
    queuedAt: s.orNull(s.time),
    answeredAt: s.orNull(s.time),
    endedAt: s.orNull(s.time),
    talkMs: s.described(s.integer, 'Time talked, holds included, as of the last change.'),
    talkingSince: s.orNull(s.described(s.time, 'Since when the present stretch of talking runs.')),
    messageId: s.id,
    version: s.integer,
  }),
  AgentPhone: s.object<AgentPhoneView>({ agentId: s.id, address: s.orNull(s.text) }),
  WidgetCall: s.object<WidgetCallView>({
    id: s.id,
    state,
    outcome,
    agent: s.orNull(s.object<{ name: string }>({ name: s.text })),
    startedAt: s.time,
    talkMs: s.integer,
    talkingSince: s.orNull(s.time),
    endedAt: s.orNull(s.time),
  }),
};
