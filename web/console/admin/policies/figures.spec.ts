import { describe, expect, it } from '@jest/globals';
import type { PolicyView } from '../../../../src/contracts/report-views.js';
import { beforeOf, figures, trustOf, verdictOf } from './figures.js';

const figure = (key: string) => figures.find((one) => one.key === key)!;

describe('what a replay says of a policy', () => {
  it.each([
    ['meanWaitMs', 60_000, 30_000, 'better'],
    ['meanWaitMs', 60_000, 90_000, 'worse'],
    ['meanWaitMs', 60_000, 60_500, null],
    ['continuity', 0.5, 0.8, 'better'],
    ['continuity', 0.5, 0.502, null],
    ['loadSpread', 0.2, 0.4, 'worse'],
    ['unserved', 3, 2, 'better'],
    ['skillFit', null, 0.8, null],
    ['skillFit', 0.8, null, null],
  ] as const)('%s from %s to %s: %s', (key, active, candidate, verdict) => {
    expect(verdictOf(figure(key), active, candidate)).toBe(verdict);
  });

  it('says how far the replay is from what happened', () => {
    expect(trustOf(100, 20)).toBe(5);
    expect(trustOf(null, 20)).toBeNull();
    expect(trustOf(100, 0)).toBeNull();
  });
});

describe('the way back', () => {
  const policy = (id: string, more: Partial<PolicyView>): PolicyView =>
    ({ id, version: id, policy: {}, note: null, createdAt: 'x', activatedAt: null, active: false, ...more }) as PolicyView;

  it('is the one that was in force last', () => {
    const all = [
      policy('house', { createdAt: null }),
      policy('a', { activatedAt: '2026-11-20T10:00:00Z' }),
      policy('b', { activatedAt: '2026-11-21T10:00:00Z', active: true }),
      policy('never', {}),
    ];
    expect(beforeOf(all)?.id).toBe('a');
    expect(beforeOf(all.slice(2))).toBeNull();
    expect(beforeOf([all[0]!, all[2]!])?.id).toBe('house');
  });
});
