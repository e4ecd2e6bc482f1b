import { describe, expect, it } from '@jest/globals';
import { expectedWait, waitProbability } from './erlang-c.js';

/** [load, servers, chance to wait, mean wait in handling times] as tabulated for Erlang C. */
const table = [
  [8, 10, 0.4092, 0.2046],
  [9, 10, 0.6687, 0.6687],
  [16, 20, 0.2561, 0.064],
  [18, 20, 0.5508, 0.2754],
  [45, 50, 0.3639, 0.0728],
  [90, 100, 0.2169, 0.0217],
] as const;

describe('Erlang C', () => {
  it.each(table)('at %d erlangs and %d servers agrees with the tables', (load, servers, chance, wait) => {
    expect(waitProbability(load, servers)).toBeCloseTo(chance, 4);
    expect(expectedWait({ arrivalsPerMs: load / 1000, handleMs: 1000, slots: servers, waiting: 0 })).toBeCloseTo(wait * 1000, -1);
  });

  it('one server is M/M/1: the chance to wait is the load, the wait ρ/(1−ρ)', () => {
    expect(waitProbability(0.5, 1)).toBeCloseTo(0.5, 12);
    expect(expectedWait({ arrivalsPerMs: 0.0005, handleMs: 1000, slots: 1, waiting: 0 })).toBeCloseTo(1000, 9);
  });

  it('counts the line ahead, and says where nothing can be said', () => {
    expect(expectedWait({ arrivalsPerMs: 0, handleMs: 60_000, slots: 3, waiting: 6 })).toBe(120_000);
    expect(expectedWait({ arrivalsPerMs: 0, handleMs: 60_000, slots: 0, waiting: 6 })).toBe('nobody_there');
    expect(expectedWait({ arrivalsPerMs: 2 / 60_000, handleMs: 60_000, slots: 2, waiting: 0 })).toBe('overloaded');
  });
});
