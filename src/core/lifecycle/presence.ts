import { move } from './moves.js';
import type { Move, MoveTable } from './moves.js';

export const PRESENCE_STATES = ['available', 'finishing', 'away', 'offline'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

/** Suggested to agents; any other short text will do as well. */
export const PRESENCE_REASONS = ['break', 'lunch', 'training', 'meeting'] as const;

/** Nobody said so: concluded from devices that show no life. */
export const INFERRED_REASONS = ['disconnected', 'lease_expired'] as const;

/** Words that Throughline alone gives as a reason: what they say is relied on. */
export const RESERVED_REASONS = [...INFERRED_REASONS, 'missed_offers', 'disabled'] as const;

/**
 * - `set_*`: the agent (or a supervisor) says so.
 * - `lease_lapsed`: no live device renewed the lease in time.
 * - `device_connected`: a device came on line without saying anything. It never changes a state somebody set.
 */
export type PresenceEvent = 'set_available' | 'set_finishing' | 'set_away' | 'set_offline' | 'lease_lapsed' | 'device_connected';

const SET = { set_available: 'available', set_finishing: 'finishing', set_away: 'away', set_offline: 'offline' } as const;

/** `finishing` means no new work until the work in hand is done: one who is not here has nothing in hand to finish. */
const MOVES: MoveTable<PresenceState, PresenceEvent> = {
  available: { ...SET, lease_lapsed: 'offline', device_connected: 'available' },
  finishing: { ...SET, lease_lapsed: 'offline', device_connected: 'finishing' },
  away: { ...SET, lease_lapsed: 'offline', device_connected: 'away' },
  offline: {
    set_available: 'available',
    set_away: 'away',
    set_offline: 'offline',
    lease_lapsed: 'offline',
    device_connected: 'offline',
  },
};

export function nextPresence(state: PresenceState, event: PresenceEvent): Move<PresenceState> {
  return move(MOVES, state, event);
}

/** Present for their conversations: a live lease and not gone. One who is finishing still answers what they hold. */
export function isPresent(state: PresenceState, leaseExpiresAt: number, now: number): boolean {
  return (state === 'available' || state === 'finishing') && leaseExpiresAt > now;
}

/** May be given new work. */
export function takesNewWork(state: PresenceState, leaseExpiresAt: number, now: number): boolean {
  return state === 'available' && leaseExpiresAt > now;
}

/** True where the state was concluded from silence and not said by anybody. */
export const isInferred = (reason: string | null): boolean => (INFERRED_REASONS as readonly (string | null)[]).includes(reason);

/** Longer ago than this, a device that connects does not mean that its agent sits before it. */
export const RESTORE_WITHIN_MS = 10 * 60_000;

export interface Absence {
  state: PresenceState;
  reason: string | null;
  /** Milliseconds since they were concluded to be gone. */
  goneForMs: number;
  /** The device that connects was one of theirs before. */
  deviceKnown: boolean;
  /** What they had chosen before; undefined where nothing is known of it. */
  before: PresenceState | undefined;
}

/**
 * The state that a connecting device gives back, or undefined for none. Only a conclusion is taken back, never what
 * somebody said, and only soon: an agent whose line dropped for a minute expects to go on, a machine that wakes at
 * midnight does not mean that anybody is there.
 */
export function restoredState({ state, reason, goneForMs, deviceKnown, before }: Absence): PresenceState | undefined {
  if (state !== 'offline' || !isInferred(reason) || !deviceKnown || goneForMs > RESTORE_WITHIN_MS) return undefined;
  return before === 'offline' ? undefined : before;
}

export interface ForcedOver {
  state: PresenceState;
  reason: string | null;
  /** The supervisor who set the state that holds now, if one did. */
  forcedBy: string | null;
  showsLife: boolean;
}

/** Away by their own word: neither a supervisor nor Throughline said it for them. Who is off line cannot be made present at all. */
export const isOwnAbsence = ({ state, reason, forcedBy }: Omit<ForcedOver, 'showsLife'>): boolean =>
  state === 'away' && forcedBy === null && reason !== 'missed_offers';

/**
 * A supervisor may send anybody away; but nobody can be made present for whom no device shows life, who is off line, or who
 * said themselves that they are not there: a telephone in a pocket shows life and no one at the desk.
 */
export function canBeForced(to: PresenceState, now: ForcedOver): boolean {
  if (to === 'offline') return true;
  return now.state !== 'offline' && (to === 'away' || (now.showsLife && !isOwnAbsence(now)));
}
