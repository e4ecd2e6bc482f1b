import { describe, expect, it } from '@jest/globals';
import { chosen, draggedWith, keepThere, nothingPicked, type Picking, pickAll, pickTo, step, toggle } from './picking.js';

const order = ['a', 'b', 'c', 'd', 'e'];
const picking = (picked: string, more: Partial<Picking> = {}): Picking => ({
  ...{ picked: new Set(picked), anchor: null, cursor: null },
  ...more,
});
const told = ({ picked, cursor }: Picking): string => `${[...picked].sort().join('')} at ${cursor}`;

describe('picking rows', () => {
  it.each([
    ['one', toggle(nothingPicked, 'b'), 'b at b'],
    ['one again takes it out', toggle(toggle(nothingPicked, 'b'), 'b'), ' at b'],
    ['a range downwards', pickTo(toggle(nothingPicked, 'b'), order, 'd'), 'bcd at d'],
    ['a range upwards', pickTo(toggle(nothingPicked, 'd'), order, 'b'), 'bcd at b'],
    ['a second range from the same beginning', pickTo(pickTo(toggle(nothingPicked, 'c'), order, 'd'), order, 'a'), 'abcd at a'],
    ['a range without a beginning is one', pickTo(nothingPicked, order, 'c'), 'c at c'],
    ['a range from a row that has left is one', pickTo(picking('', { anchor: 'gone' }), order, 'c'), 'c at c'],
    ['all', pickAll(nothingPicked, order), 'abcde at null'],
    ['all again is none', pickAll(picking('abcde'), order), ' at null'],
    ['all of what is shown', pickAll(picking('ab'), ['c', 'd']), 'cd at null'],
  ])('%s', (_, after, expected) => {
    expect(told(after)).toBe(expected);
  });

  it.each([
    ['down from nowhere', nothingPicked, 1, false, ' at a'],
    ['up from nowhere', nothingPicked, -1, false, ' at e'],
    ['stays at the end', picking('', { cursor: 'e' }), 1, false, ' at e'],
    ['to the beginning from nowhere', nothingPicked, -Infinity, false, ' at a'],
    ['to the end from nowhere', nothingPicked, Infinity, false, ' at e'],
    ['to the end', picking('', { cursor: 'b' }), Infinity, false, ' at e'],
    ['picking on the way', picking('', { cursor: 'b' }), 1, true, 'bc at c'],
    ['from a row that has left', picking('', { cursor: 'gone' }), 1, false, ' at a'],
  ] as const)('steps %s', (_, before, by, extending, expected) => {
    expect(told(step(before, order, by, extending))).toBe(expected);
  });
});

it('what left the list is picked no more; where nothing left, nothing changes', () => {
  const before = picking('ab', { anchor: 'a', cursor: 'b' });
  expect(told(keepThere(before, ['b', 'c']))).toBe('b at b');
  expect(keepThere(before, ['b', 'c']).anchor).toBeNull();
  expect(keepThere(before, order)).toBe(before);
});

it('an act is about what is picked, else about where the keyboard is', () => {
  expect(chosen(picking('ab', { cursor: 'c' }))).toEqual(['a', 'b']);
  expect(chosen(picking('', { cursor: 'c' }))).toEqual(['c']);
  expect(chosen(nothingPicked)).toEqual([]);
});

it('a drag takes the others along only where the row is one of them', () => {
  expect(draggedWith(picking('ab'), 'a')).toEqual(['a', 'b']);
  expect(draggedWith(picking('ab'), 'c')).toEqual(['c']);
});
