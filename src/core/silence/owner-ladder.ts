/** After how long an owner who does not answer is reminded, a supervisor told, the conversation moved. Milliseconds; null: not done. */
export interface OwnerLadder {
  nudgeAfterMs: number | null;
  supervisorAfterMs: number | null;
  moveAfterMs: number | null;
}

/** The customer's turn of waiting as its present owner sees it. Times in epoch ms. */
export interface OwnerTurn {
  /** Since when this owner could have answered: since the customer wrote, or since it came into their hands if that was later. */
  heldSince: number;
  /** The last step that was taken in this turn; 0 for none. */
  stage: number;
  /** A person placed it by hand: until then it is not moved away. */
  manualUntil: number | null;
}

export const OWNER_STEPS = { nudge: 1, alert: 2, move: 3 } as const;
export type OwnerStep = keyof typeof OWNER_STEPS;

/** Gives the moment that lies `afterMs` after `since`, on the clock a queue goes by. */
export type TurnClock = (since: number, afterMs: number) => number;

/** Every hour counts. */
export const aroundTheClock: TurnClock = (since, afterMs) => since + afterMs;

/** When a step of `afterMs` is due for a turn that began at `since`. */
export const dueAt = (since: number, afterMs: number, clock: TurnClock = aroundTheClock): number => clock(since, afterMs);

/**
 * The step to take at `now`, or null. Steps are taken in their order and each at most once in a turn; one that was due while
 * nobody looked is made good. Only the move waits for the end of a manual hold: to remind somebody takes nothing from anybody.
 */
export function dueOwnerStep(ladder: OwnerLadder, turn: OwnerTurn, now: number, clock?: TurnClock): OwnerStep | null {
  const { heldSince, stage, manualUntil } = turn;
  const after: [OwnerStep, number | null][] = [
    ['nudge', ladder.nudgeAfterMs],
    ['alert', ladder.supervisorAfterMs],
    ['move', ladder.moveAfterMs],
  ];
  for (const [step, afterMs] of after) {
    if (afterMs === null || OWNER_STEPS[step] <= stage || dueAt(heldSince, afterMs, clock) > now) continue;
    if (step === 'move' && manualUntil !== null && manualUntil > now) continue;
    return step;
  }
  return null;
}
