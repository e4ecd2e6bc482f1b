import { claimLimit, fits, type LimitTerms } from './limits.js';
import type { Load } from './weights.js';

/** An agent's limits and what they hold against them. Units are integers, times epoch ms. */
export interface Standing extends Omit<LimitTerms, 'firstClaim'> {
  /** Units held: live assignments as they weigh now, unexpired offers, work being wrapped up. */
  reserved: number;
  /** The part of it that waits on the agent. */
  active: number;
  /** They hold something that takes their whole attention. */
  holdsExclusive: boolean;
  /** How many conversations of a channel they may hold at once; a channel left out has no limit of its own. */
  channelLimits: Partial<Record<string, number>>;
  /** How many they hold, at least of the limited channels. Snoozed ones do not count. */
  held: Partial<Record<string, number>>;
}

/** The limit that stands in the way; the words are those of the matcher. */
export type FullBecause = 'busy' | 'channel_full' | 'no_capacity';

/** Why the agent cannot take this now, or null: the one judgement of every claim, by hand or by the matcher. */
export function fullBecause(standing: Standing, load: Load, now: number): FullBecause | null {
  if (standing.holdsExclusive || (load.exclusive && standing.active > 0)) return 'busy';
  if (channelRoom(standing, load.channel) < 1) return 'channel_full';
  // Whoever holds nothing gets their first claim, however early in the ramp.
  const capacity = claimLimit({ ...standing, firstClaim: standing.reserved === 0 ? load.weight : 0 }, now);
  return fits({ capacity, reserved: standing.reserved }, load.weight) ? null : 'no_capacity';
}

/** The same agent with this claim granted; what one transaction gives counts for the rest of it. */
export function withLoad<T extends Standing>(standing: T, { weight, channel, exclusive }: Load): T {
  return {
    ...standing,
    reserved: standing.reserved + weight,
    active: standing.active + weight,
    holdsExclusive: standing.holdsExclusive || exclusive,
    held: { ...standing.held, [channel]: (own(standing.held, channel) ?? 0) + 1 },
  };
}

/**
 * The limit as the matcher may use it, which judges many conversations by one number: whoever holds nothing may be given a
 * first claim of any weight, and whoever is in an exclusive conversation nothing. Each claim is judged anew by `fullBecause`.
 */
export function matchingLimit(standing: Standing, now: number): number {
  const firstClaim = standing.reserved === 0 ? Infinity : 0;
  const capacity = claimLimit({ ...standing, firstClaim }, now);
  return standing.holdsExclusive ? Math.min(capacity, standing.reserved) : capacity;
}

/** How many more of each limited channel; never below zero. */
export function channelRooms(standing: Standing): Record<string, number> {
  return Object.fromEntries(Object.keys(standing.channelLimits).map((channel) => [channel, channelRoom(standing, channel)]));
}

function channelRoom({ channelLimits, held }: Standing, channel: string): number {
  const limit = own(channelLimits, channel);
  return limit === undefined ? Infinity : Math.max(0, limit - (own(held, channel) ?? 0));
}

/** Channel names arrive from outside: `constructor` must not find what every object has. */
function own(counts: Partial<Record<string, number>>, channel: string): number | undefined {
  return Object.hasOwn(counts, channel) ? counts[channel] : undefined;
}
