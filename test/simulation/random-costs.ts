import { minCost } from '../../src/core/matching/min-cost.js';
import { mean } from './ledger.js';
import { Random } from './random.js';

/**
 * Square tables of exponential costs of mean 1: the least total is Σ 1/k² for k = 1 … n on average (Parisi's conjecture, proved
 * by Linusson and Wästlund and by Nair, Prabhakar and Sharma), and taking the cheapest pair of those left again and again costs
 * Σ 1/k.
 */
export function meanCosts({ seed, size, draws }: { seed: number; size: number; draws: number }): {
  optimum: number;
  greedy: number;
  expectedOptimum: number;
  expectedGreedy: number;
} {
  const random = new Random(seed);
  const optima: number[] = [];
  const greedy: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const costs = Float64Array.from({ length: size * size }, () => random.exponential(1));
    optima.push(totalOf(costs, minCost(costs, size, size), size));
    greedy.push(totalOf(costs, cheapestFirst(costs, size), size));
  }
  const sum = (power: number): number => Array.from({ length: size }, (_, k) => (k + 1) ** -power).reduce((a, b) => a + b, 0);
  return { optimum: mean(optima), greedy: mean(greedy), expectedOptimum: sum(2), expectedGreedy: sum(1) };
}

function totalOf(costs: Float64Array, columns: ArrayLike<number>, size: number): number {
  let total = 0;
  for (let row = 0; row < size; row += 1) total += costs[row * size + (columns[row] as number)] as number;
  return total;
}

function cheapestFirst(costs: Float64Array, size: number): Int32Array {
  const columns = new Int32Array(size).fill(-1);
  const taken = new Uint8Array(size);
  for (const pair of Uint16Array.from(costs, (_, at) => at).sort((a, b) => (costs[a] as number) - (costs[b] as number))) {
    const [row, column] = [Math.floor(pair / size), pair % size];
    if (columns[row] !== -1 || taken[column]) continue;
    columns[row] = column;
    taken[column] = 1;
  }
  return columns;
}
