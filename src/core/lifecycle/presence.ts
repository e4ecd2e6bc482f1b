import { move } from './moves.js';
import type { Move, MoveTable } from './moves.js';

export const PRESENCE_STATES = ['available', 'finishing', 'away', 'offline'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

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
