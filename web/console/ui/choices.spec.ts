import { describe, expect, it } from '@jest/globals';
import { type Choice, flat, matching, stepTo } from './choices.js';

const one = (label: string, disabled = false): Choice => ({ value: label, label, ...(disabled ? { disabled } : {}) });
const data = [
  { group: 'can', items: [one('Rubens'), one('Ben'), one('Ana')] },
  { group: 'cannot', items: [one('Benno', true)] },
];

describe('choosing by typing', () => {
  it('keeps what holds every word, what begins with it first, and drops groups that hold nothing', () => {
    expect(flat(matching(data, 'BEN')).map(({ label }) => label)).toEqual(['Ben', 'Rubens', 'Benno']);
    expect(matching(data, 'ana')).toEqual([{ group: 'can', items: [one('Ana')] }]);
    expect(matching(data, 'nobody')).toEqual([]);
    expect(flat(matching(data, ' '))).toHaveLength(4);
  });

  it('goes from one that can be chosen to the next, and holds at the ends', () => {
    const choices = [one('a', true), one('b'), one('c', true), one('d')];
    expect([stepTo(choices, -1, 1), stepTo(choices, 1, 1), stepTo(choices, 3, 1)]).toEqual([1, 3, 3]);
    expect([stepTo(choices, -1, -1), stepTo(choices, 3, -1), stepTo(choices, 1, -1)]).toEqual([3, 1, 1]);
    expect(stepTo([one('a', true)], -1, 1)).toBe(-1);
    expect(stepTo([], -1, 1)).toBe(-1);
  });
});
