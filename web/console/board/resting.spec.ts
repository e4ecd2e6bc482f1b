import { expect, it } from '@jest/globals';
import { held } from './resting.js';

const one = (id: string, text = id) => ({ id, text });

it('while it is held a list keeps its lines and their order, each as it is now', () => {
  const before = [one('a'), one('b'), one('c')];
  const now = [one('new'), one('c', 'later'), one('a')];
  expect(held(before, now)).toEqual([one('a'), one('b'), one('c', 'later')]);
});
