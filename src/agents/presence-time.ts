import type { ActorType, PresenceState } from '../contracts/words.js';

/** A change of state as the log has it. `at` in epoch ms. */
export interface StateChange {
  state: PresenceState;
  reason: string | null;
  at: number;
  by: { type: ActorType; id: string | null; name: string | null };
}

export interface Stretch extends Omit<StateChange, 'at'> {
  since: number;
  until: number;
}

/**
 * The stretches of `[from, to)` between changes, in order: they touch each other, and together they are exactly as long as
 * the range. `changes` are in order of time, the first no later than `from`. Stretches of no length are left out.
 */
export function stretches(changes: readonly StateChange[], from: number, to: number): Stretch[] {
  return changes.flatMap(({ at, ...change }, index) => {
    const since = Math.max(at, from);
    const until = Math.min(changes[index + 1]?.at ?? to, to);
    return until > since ? [{ ...change, since, until }] : [];
  });
}

export interface StateTotal {
  state: PresenceState;
  reason: string | null;
  durationMs: number;
}

/** Time by state and reason, the longest first. */
export function totals(of: readonly Stretch[]): StateTotal[] {
  const sums = new Map<string, StateTotal>();
  for (const { state, reason, since, until } of of) {
    const key = JSON.stringify([state, reason]);
    const sum = sums.get(key) ?? { state, reason, durationMs: 0 };
    sums.set(key, { ...sum, durationMs: sum.durationMs + until - since });
  }
  return [...sums.values()].sort((a, b) => b.durationMs - a.durationMs || (a.state < b.state ? -1 : 1));
}
