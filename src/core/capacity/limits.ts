/** An agent's room: the limit new claims may fill, and what is held. Integer units, one agent = 100. */
export interface Room {
  capacity: number;
  /** Live assignments plus unexpired offers. May exceed the capacity: a customer's reply is never refused. */
  reserved: number;
}

/** Never below zero, also for an agent whom returning customers have taken over the limit. */
export function freeUnits({ capacity, reserved }: Room): number {
  return Math.max(0, capacity - reserved);
}

/** Whether a claim of this weight keeps the limit. Binds at claims alone (offer, assignment, move), not at replies or reopenings. */
export function fits(room: Room, weight: number): boolean {
  return room.reserved + weight <= room.capacity;
}

/** A stretch of time in epoch ms. */
export interface Stretch {
  from: number;
  until: number;
}

export interface LimitTerms {
  /** The agent's full limit, returns included. */
  limit: number;
  /** Kept free of new claims for conversations that come back (reopened, or the customer answers again). */
  returnReserve: number;
  /** Since when the agent has been available, and how long they are given to fill up; 0 for no ramp. */
  availableSince: number;
  rampMs: number;
  /** While somebody learns the work their limit grows from a quarter to the whole. */
  onboarding?: Stretch | null;
  /** Granted from the first moment (the weight of the claim of somebody who holds nothing): a ramp must never leave a whole agent idle. */
  firstClaim: number;
}

/** The share of their limit that a new agent starts with. */
const FIRST_SHARE = 0.25;

/**
 * The limit that binds new claims at `now`: the full limit less the return reserve, and while the agent ramps up or is new
 * only a growing part of that, so that the first one online does not get the whole backlog at once. Integer units ≥ 0:
 * `max(min(settled, firstClaim), ⌊settled × ramp × onboarding⌋)` with `settled = limit − returnReserve`.
 */
export function claimLimit(terms: LimitTerms, now: number): number {
  const settled = Math.max(0, Math.floor(terms.limit - terms.returnReserve));
  const share = rampShare(terms, now) * onboardingShare(terms.onboarding, now);
  if (share >= 1) return settled;
  return Math.max(Math.min(settled, terms.firstClaim), Math.floor(settled * share));
}

/** [0, 1]: linear from the moment the agent became available. */
export function rampShare({ availableSince, rampMs }: Pick<LimitTerms, 'availableSince' | 'rampMs'>, now: number): number {
  return rampMs <= 0 ? 1 : progress({ from: availableSince, until: availableSince + rampMs }, now);
}

/** [¼, 1]: linear over the stretch; a quarter before it, the whole after it and where there is none. */
export function onboardingShare(onboarding: Stretch | null | undefined, now: number): number {
  return onboarding ? FIRST_SHARE + (1 - FIRST_SHARE) * progress(onboarding, now) : 1;
}

function progress({ from, until }: Stretch, now: number): number {
  if (now >= until) return 1;
  return Math.max(0, now - from) / (until - from);
}
