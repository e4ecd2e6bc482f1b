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

export interface LimitTerms {
  /** The agent's full limit, returns included. */
  limit: number;
  /** Kept free of new claims for conversations that come back (reopened, or the customer answers again). */
  returnReserve: number;
  /** Since when the agent has been available, and how long they are given to fill up; 0 for no ramp. */
  availableSince: number;
  rampMs: number;
  /** Granted from the first moment (the weight of the heaviest work they do): a ramp must never leave a whole agent idle. */
  firstClaim: number;
}

/**
 * The limit that binds new claims at `now`: the full limit less the return reserve, and while the agent ramps up only a
 * growing part of that, so that the first one online does not get the whole backlog at once. Integer units ≥ 0.
 */
export function claimLimit({ limit, returnReserve, availableSince, rampMs, firstClaim }: LimitTerms, now: number): number {
  const settled = Math.max(0, Math.floor(limit - returnReserve));
  if (rampMs <= 0) return settled;
  const progress = Math.min(1, Math.max(0, now - availableSince) / rampMs);
  return Math.max(Math.min(settled, firstClaim), Math.floor(settled * progress));
}
