import { describe, expect, it } from '@jest/globals';
import { live, skilledDay, typical } from './days.js';
import { ours } from './ours.js';
import { firstComeLongestIdle } from './peers.js';
import { erlangWait } from './reference.js';

/** The house policy, which weighs the wait beside the fit for the sake of the high percentiles. */
describe('two-sided score, 20 agents, pair cost uniform on [0, 1]', () => {
  it.each([
    { load: 0.9, most: 0.24 },
    { load: 0.7, most: 0.19 },
  ])('at $load: mean cost at most $most, half of a blind line, at the mean wait of Erlang C and a p95 within 15 %', (terms) => {
    const { load, most } = terms;
    const day = typical({ seed: 1, customers: 20_000, agents: 20, slots: 1, load }, 0.02);
    const mine = live(skilledDay(day), ours()).ledger;
    const theirs = live(skilledDay(day), firstComeLongestIdle()).ledger;
    expect(mine.mismatch).toBeLessThanOrEqual(most);
    expect(mine.mismatch).toBeLessThan(0.5 * theirs.mismatch);
    expect(Math.abs(mine.meanWait / erlangWait(20, load * 20) - 1)).toBeLessThan(0.02);
    expect(mine.percentiles(0.95)[0]).toBeLessThan(1.15 * (theirs.percentiles(0.95)[0] as number));
  });
});
