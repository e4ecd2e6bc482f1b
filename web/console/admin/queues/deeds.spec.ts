import { describe, expect, it } from '@jest/globals';
import { deedOf, deeds, nextStepAt, withDeed } from './deeds.js';

const known = { skill: 'orders', group: 'berlin', queueId: 'q-1' };

describe('a step of a queue', () => {
  it.each(deeds)('does exactly one thing when it is told to %s, and keeps its time', (deed) => {
    const step = withDeed({ afterMs: 5_000, toQueue: 'old' }, deed, known);
    expect(step.afterMs).toBe(5_000);
    expect(deedOf(step)).toBe(deed);
    expect(Object.keys(step)).toHaveLength(2);
  });

  it('leaves open what there is nothing to choose from', () => {
    expect(withDeed({ afterMs: 1 }, 'toQueue', { skill: undefined, group: undefined, queueId: undefined })).toEqual({
      afterMs: 1,
      toQueue: '',
    });
  });

  it('comes after those that are there', () => {
    expect(nextStepAt([])).toBe(60_000);
    expect(nextStepAt([{ afterMs: 300_000 }, { afterMs: 120_000 }])).toBe(360_000);
  });
});
