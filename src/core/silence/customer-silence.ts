/** After how long a customer who does not answer is asked again, and the conversation closed. Milliseconds; null: not done. */
export interface CustomerPatience {
  remindAfterMs: number | null;
  closeAfterMs: number | null;
}

/** The customer's turn. Times in epoch ms. */
export interface CustomerTurn {
  /** Our last word to them, the reminder included. */
  lastWordAt: number;
  reminded: boolean;
}

/**
 * What to do at `now`, or null. Both times count from our answer; after the reminder, which is our last word from then on, the
 * rest of the time to the close is left to the customer in full, also where the reminder came late. A close that would come
 * before the reminder goes without one.
 */
export function dueCustomerStep(patience: CustomerPatience, turn: CustomerTurn, now: number): 'remind' | 'close' | null {
  const { remindAfterMs, closeAfterMs } = patience;
  const remindFirst = remindAfterMs !== null && (closeAfterMs === null || remindAfterMs < closeAfterMs);
  if (remindFirst && !turn.reminded) return turn.lastWordAt + remindAfterMs <= now ? 'remind' : null;
  if (closeAfterMs === null) return null;
  const left = turn.reminded ? Math.max(0, closeAfterMs - (remindAfterMs ?? 0)) : closeAfterMs;
  return turn.lastWordAt + left <= now ? 'close' : null;
}
