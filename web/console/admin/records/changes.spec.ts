import { describe, expect, it } from '@jest/globals';
import { changesOf, isSame, merge } from './changes.js';

describe('what was changed', () => {
  it.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [{ a: undefined }, {}, false],
    [[], {}, false],
    [null, {}, false],
    [Number.NaN, Number.NaN, true],
    [[1, 2], [2, 1], false],
  ])('%j and %j', (one, other, same) => expect(isSame(one, other)).toBe(same));

  it('is told by field', () => {
    expect(changesOf({ name: 'A', groups: ['x'], skills: [] }, { name: 'A', groups: [], skills: [] })).toEqual({ groups: [] });
  });
});

describe('two who changed the same record', () => {
  const base = { name: 'A', priority: 0, groups: ['x'] };

  it('both have their way where they touched different fields', () => {
    expect(merge(base, { ...base, name: 'B' }, { ...base, priority: 5 })).toEqual({
      draft: { name: 'B', priority: 5, groups: ['x'] },
      taken: ['priority'],
      contested: [],
    });
  });

  it('keeps what was typed here where both touched one, and names it', () => {
    const merged = merge(base, { ...base, name: 'Mine' }, { ...base, name: 'Theirs' });
    expect(merged).toEqual({ draft: { ...base, name: 'Mine' }, taken: [], contested: ['name'] });
  });

  it('has nothing to choose where both did the same', () => {
    expect(merge(base, { ...base, name: 'B' }, { ...base, name: 'B' }).contested).toEqual([]);
  });

  it('keeps a field that only the form has', () => {
    expect(merge({ ...base, password: '' }, { ...base, password: 'secret' }, { ...base, password: '' }).draft).toMatchObject({
      password: 'secret',
    });
  });
});
