import { expect, it } from '@jest/globals';
import { byPlace } from './place.js';

const at = (id: string, seq: number, second: number) => ({
  id,
  seq,
  createdAt: new Date(Date.UTC(2026, 10, 22, 9, 0, second)).toISOString(),
});
const order = (isMerged: boolean, ...all: ReturnType<typeof at>[]): string =>
  all
    .sort(byPlace(isMerged))
    .map((one) => one.id)
    .join(' ');

it('a thread is in the order of its numbers', () => {
  expect(order(false, at('c', 3, 1), at('a', 1, 3), at('b', 2, 2))).toBe('a b c');
});

it('two histories that were merged are in the order of time, whatever their numbers', () => {
  expect(order(true, at('a1', 1, 0), at('b1', 1, 5), at('a2', 2, 9), at('b2', 2, 6), at('b3', 3, 7))).toBe('a1 b1 b2 b3 a2');
});

it('what came in one instant has one order all the same', () => {
  const [x, y, z] = [at('x', 7, 0), at('y', 7, 0), at('z', 2, 0)];
  expect(order(true, y, z, x)).toBe('z x y');
  expect(order(true, x, y, z)).toBe('z x y');
});
