import { type StateChange, stretches, totals } from './presence-time.js';

const by = { type: 'system' as const, id: null, name: null };
const change = (at: number, state: StateChange['state'], reason: string | null = null): StateChange => ({
  at,
  state,
  reason,
  by,
});
const day = [
  change(0, 'offline'),
  change(100, 'available'),
  change(150, 'away', 'lunch'),
  change(150, 'away', 'break'),
  change(180, 'available'),
];

describe('time in each state', () => {
  it.each([
    ['all of it', 0, 200, [100, 50, 30, 20]],
    ['a part within one stretch', 110, 120, [10]],
    ['parts of the first and the last', 120, 160, [30, 10]],
    ['past the last change', 190, 300, [110]],
    ['none', 150, 150, []],
  ])('is cut to the range: %s', (_which, from, to, lengths) => {
    expect(stretches(day, from, to).map(({ since, until }) => until - since)).toEqual(lengths);
  });

  it('leaves out what lasted no time, and adds up by state and reason, the longest first', () => {
    expect(totals(stretches(day, 50, 200))).toEqual([
      { state: 'available', reason: null, durationMs: 70 },
      { state: 'offline', reason: null, durationMs: 50 },
      { state: 'away', reason: 'break', durationMs: 30 },
    ]);
  });
});
