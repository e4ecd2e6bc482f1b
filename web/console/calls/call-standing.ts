import type { CallView } from '../../../src/contracts/calls.js';

/** What this page is to a call beside what the server says of it. */
export interface Here {
  /** This page is the agent's end of it. */
  isLine: boolean;
  /** No microphone could be had for it. */
  isBlocked: boolean;
  /** The socket or the sound is away, and comes back by itself. */
  isBroken: boolean;
}

export type Standing =
  | 'rings'
  | 'blocked'
  | 'connecting'
  | 'reconnecting'
  | 'talking'
  | 'held'
  /** Another page of this agent is its end, or none any more. */
  | 'elsewhere'
  /** Their telephone rings, and its sound is there. */
  | 'phoneRings'
  | 'byPhone'
  | 'phoneHeld';

export const rings = (view: CallView): boolean => view.state === 'ringing' && !view.taken;
export const talks = (view: CallView): boolean => view.state === 'talking' || view.state === 'held';

/** What a call is on this page, in one word: what is shown and what can be done follow from it. */
export function standingOf(view: CallView, here: Here): Standing {
  if (rings(view)) return 'rings';
  if (view.provider !== 'webrtc') {
    if (view.state === 'held') return 'phoneHeld';
    return view.state === 'ringing' ? 'phoneRings' : 'byPhone';
  }
  if (here.isBlocked) return 'blocked';
  if (!here.isLine) return 'elsewhere';
  if (here.isBroken) return 'reconnecting';
  if (view.state === 'held') return 'held';
  return view.state === 'talking' ? 'talking' : 'connecting';
}

export type CallAct = 'goOn' | 'handBack' | 'mute' | 'hold' | 'resume' | 'handOn' | 'record' | 'hangup';

const byStanding: Record<Standing, readonly CallAct[]> = {
  rings: [],
  blocked: ['goOn', 'hangup'],
  connecting: ['mute', 'hangup'],
  reconnecting: ['mute', 'hangup'],
  talking: ['mute', 'hold', 'handOn', 'hangup'],
  held: ['resume', 'handOn', 'hangup'],
  elsewhere: ['goOn', 'hangup'],
  phoneRings: ['hangup'],
  byPhone: ['hold', 'record', 'handOn', 'hangup'],
  phoneHeld: ['resume', 'record', 'handOn', 'hangup'],
};

/** What can be done, in the order it is shown. */
export function actsOf(view: CallView, standing: Standing): readonly CallAct[] {
  // Nobody has talked yet: to have no microphone is no reason to hang up on a caller, who can go to the next agent.
  if (standing === 'blocked' && view.state === 'ringing') return ['goOn', 'handBack'];
  return byStanding[standing];
}

/**
 * What a further view of a call changes: `keep` it, `drop` it (it is somebody else's by now, or over), or nothing, where a
 * later one is known. News comes over the socket and in answers, in no promised order.
 */
export function newsOf(known: CallView | undefined, view: CallView, myId: string | undefined): 'keep' | 'drop' | 'old' {
  if (known && known.version > view.version) return 'old';
  return view.agent?.id === myId && view.state !== 'ended' ? 'keep' : 'drop';
}

export type Farewell = 'ended' | 'lost' | 'returned' | null;

/** What to tell an agent whose call is theirs no longer: how it ended, that the line broke, or nothing (they handed it on). */
export function farewellOf(known: CallView | undefined, view: CallView, handedOn: boolean): Farewell {
  if (!known || rings(known)) return null;
  if (view.state === 'ended') return talks(known) ? 'ended' : null;
  return handedOn ? null : view.state === 'queued' || view.state === 'ringing' ? 'lost' : null;
}

/** How long they have talked, by the server's clock, in milliseconds. */
export function talkedMs(view: CallView, nowMs: number): number {
  const running = view.talkingSince ? Math.max(0, nowMs - Date.parse(view.talkingSince)) : 0;
  return view.talkMs + running;
}

/** "0:07", "12:30", "1:02:03". */
export function clockOf(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60);
  return minutes < 60 ? `${minutes}:${two(s % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}

/** Whole seconds that are left of a ring. */
export function leftS(until: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000));
}

/** Loss as a part of one, round trip in seconds, both as the browser measures them. */
export function isPoor({ loss, roundTripS }: { loss: number; roundTripS: number }): boolean {
  return loss > 0.05 || roundTripS > 0.5;
}
