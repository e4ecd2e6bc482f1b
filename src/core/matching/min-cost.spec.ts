import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minCost } from './min-cost.js';

interface Table {
  rows: number;
  columns: number;
  costs: number[];
}

/** Small whole numbers, so that ties are common and sums are exact; some pairs forbidden. */
const table = fc
  .record({ rows: fc.integer({ min: 0, max: 5 }), columns: fc.integer({ min: 0, max: 5 }), forbidding: fc.boolean() })
  .chain(({ rows, columns, forbidding }) => {
    const cost = fc.integer({ min: -3, max: 6 });
    const any: fc.Arbitrary<number> = forbidding ? fc.oneof(cost, fc.constant(Infinity)) : cost;
    return fc
      .array(any, { minLength: rows * columns, maxLength: rows * columns })
      .map((costs): Table => ({ rows, columns, costs }));
  });

/** [pairs, total cost] of the best assignment: every possibility is tried. */
function byForce({ rows, columns, costs }: Table, row = 0, used: ReadonlySet<number> = new Set()): [number, number] {
  if (row === rows) return [0, 0];
  let best = byForce({ rows, columns, costs }, row + 1, used);
  for (let column = 0; column < columns; column += 1) {
    const cost = costs[row * columns + column] ?? NaN;
    if (used.has(column) || cost === Infinity) continue;
    const [pairs, total] = byForce({ rows, columns, costs }, row + 1, new Set([...used, column]));
    if (pairs + 1 > best[0] || (pairs + 1 === best[0] && total + cost < best[1])) best = [pairs + 1, total + cost];
  }
  return best;
}

function worth({ columns, costs }: Table, answer: ArrayLike<number>): [number, number] {
  const taken = Array.from(answer).flatMap((column, row) => (column < 0 ? [] : [costs[row * columns + column] ?? NaN]));
  return [taken.length, taken.reduce((sum, cost) => sum + cost, 0)];
}

describe('minCost', () => {
  it('finds what trying everything finds: as many pairs as can be, at the least cost', () => {
    fc.assert(
      fc.property(table, (one) => {
        const answer = minCost(one.costs, one.rows, one.columns);
        expect(answer).toHaveLength(one.rows);
        const columns = Array.from(answer).filter((column) => column >= 0);
        expect(new Set(columns).size).toBe(columns.length);
        expect(worth(one, answer)).toEqual(byForce(one));
      }),
      { numRuns: 1_000 },
    );
  });

  it('prefers two dear pairs to one cheap', () => {
    expect([...minCost([0, 100, 100, Infinity], 2, 2)]).toEqual([1, 0]);
  });

  it('gives ties to the lower index, and nothing where all is forbidden', () => {
    expect([...minCost([1, 1, 1, 1, 1, 1], 2, 3)]).toEqual([0, 1]);
    expect([...minCost([1, 1, 1], 3, 1)]).toEqual([0, -1, -1]);
    expect([...minCost([Infinity, Infinity], 1, 2)]).toEqual([-1]);
  });

  it('refuses a table of the wrong size', () => {
    expect(() => minCost([1, 2, 3], 2, 2)).toThrow(RangeError);
  });

  it('keeps to its optimum at 60 × 60, checked by prices: no row would rather have another column', () => {
    const size = 60;
    const costs = Array.from({ length: size * size }, (_, at) => (Math.imul(at + 1, 0x9e3779b1) >>> 8) % 1_000);
    const answer = minCost(costs, size, size);
    // Bellman–Ford over swaps: a cycle of negative cost would be a better assignment.
    const gain = new Float64Array(size);
    for (let round = 0; round <= size; round += 1) {
      let moved = false;
      for (let row = 0; row < size; row += 1)
        for (let other = 0; other < size; other += 1) {
          const column = answer[other] ?? NaN;
          const swap = (costs[row * size + column] ?? NaN) - (costs[row * size + (answer[row] ?? NaN)] ?? NaN);
          if ((gain[row] ?? NaN) + swap < (gain[other] ?? NaN)) {
            gain[other] = (gain[row] ?? NaN) + swap;
            moved = true;
          }
        }
      if (!moved) return;
    }
    throw new Error('a cheaper assignment exists');
  });
});
