import { dueAt, dueOwnerStep, type OwnerLadder, type OwnerStep } from './owner-ladder.js';

const ladder: OwnerLadder = { nudgeAfterMs: 60, supervisorAfterMs: 120, moveAfterMs: 300 };

describe('the ladder for a silent owner', () => {
  const cases: [string, Partial<OwnerLadder>, { stage?: number; manualUntil?: number }, number, OwnerStep | null][] = [
    ['nothing before its time', {}, {}, 1_059, null],
    ['a reminder, to the millisecond', {}, {}, 1_060, 'nudge'],
    ['each step once', {}, { stage: 1 }, 1_100, null],
    ['then a supervisor is told', {}, { stage: 1 }, 1_120, 'alert'],
    ['then it is moved', {}, { stage: 2 }, 1_300, 'move'],
    ['steps that were missed are made good in their order', {}, {}, 9_999, 'nudge'],
    ['a step that is off is passed over', { nudgeAfterMs: null }, {}, 1_120, 'alert'],
    ['only a move', { nudgeAfterMs: null, supervisorAfterMs: null }, {}, 1_300, 'move'],
    ['nothing at all', { nudgeAfterMs: null, supervisorAfterMs: null, moveAfterMs: null }, {}, 9_999, null],
    ['a hold by hand postpones the move', {}, { stage: 2, manualUntil: 1_301 }, 1_300, null],
    ['and no longer than it lasts', {}, { stage: 2, manualUntil: 1_300 }, 1_300, 'move'],
    ['a hold never postpones a reminder', {}, { manualUntil: 9_999 }, 1_060, 'nudge'],
    ['nor the word to a supervisor', {}, { stage: 1, manualUntil: 9_999 }, 1_120, 'alert'],
    ['nothing follows the move in this turn', {}, { stage: 3 }, 9_999, null],
  ];
  it.each(cases)('%s', (_what, change, { stage = 0, manualUntil = null }, now, step) => {
    expect(dueOwnerStep({ ...ladder, ...change }, { heldSince: 1_000, stage, manualUntil }, now)).toBe(step);
  });

  it('goes by the clock it is given', () => {
    const closedUntil2000 = (since: number, afterMs: number): number => Math.max(since, 2_000) + afterMs;
    expect(dueAt(1_000, 60, closedUntil2000)).toBe(2_060);
    const turn = { heldSince: 1_000, stage: 0, manualUntil: null };
    expect(dueOwnerStep(ladder, turn, 2_059, closedUntil2000)).toBeNull();
    expect(dueOwnerStep(ladder, turn, 2_060, closedUntil2000)).toBe('nudge');
  });
});
