import { describe, expect, it } from '@jest/globals';
import { ContactCentre, HANDLE_MS } from './contact-centre.js';
import { Ledger, mean } from './ledger.js';
import { ours } from './ours.js';
import { impatientLine } from './plain-lines.js';
import { Random } from './random.js';
import { erlangA } from './reference.js';
import { agentsOf, Traffic } from './traffic.js';

const CASES = [
  { lambda: 100, theta: 1, agents: 100, delayed: 0.5133, abandoned: 0.0399 },
  { lambda: 100, theta: 0.5, agents: 100, delayed: 0.5967, abandoned: 0.033 },
  { lambda: 100, theta: 1, agents: 95, delayed: 0.7048, abandoned: 0.0695 },
  { lambda: 50, theta: 0.5, agents: 50, delayed: 0.6012, abandoned: 0.0467 },
  { lambda: 10, theta: 1, agents: 10, delayed: 0.5421, abandoned: 0.1251 },
];

const trafficOf = (lambda: number, customers: number): Traffic =>
  new Traffic({ seed: 5, customers, erlangs: lambda, weight: 100 });
const impatienceOf = (theta: number): { random: Random; meanMs: number } => ({
  random: new Random(77),
  meanMs: HANDLE_MS / theta,
});

describe('customers who do not wait for ever (Erlang A)', () => {
  it.each(CASES)(
    'the formula: $lambda arrivals, patience 1 ÷ $theta, $agents agents',
    ({ lambda, theta, agents, ...published }) => {
      const { delayed, abandoned } = erlangA(lambda, theta, agents);
      expect(delayed).toBeCloseTo(published.delayed, 4);
      expect(abandoned).toBeCloseTo(published.abandoned, 4);
    },
  );

  it.each(CASES)('the plain line within 3 %: $lambda, $theta, $agents', ({ lambda, theta, agents, ...published }) => {
    const traffic = trafficOf(lambda, 1_000_000);
    const sums = impatientLine(traffic.times(), traffic.services(), agents, impatienceOf(theta));
    expect(Math.abs(sums.delayed / sums.customers / published.delayed - 1)).toBeLessThan(0.03);
    expect(Math.abs(sums.abandoned / sums.customers / published.abandoned - 1)).toBeLessThan(0.03);
  });

  /** Whoever leaves, the same number stand in line: the matcher loses exactly as many, and those it serves start as often. */
  it.each(CASES)('the matcher loses exactly as many as the plain line: $lambda, $theta, $agents', ({ lambda, theta, agents }) => {
    const traffic = trafficOf(lambda, 5_000);
    const plain = impatientLine(traffic.times(), traffic.services(), agents, impatienceOf(theta));
    const desks = agentsOf(agents);
    const ledger = new Ledger(desks);
    new ContactCentre(desks, ours(), { service: traffic.services(), impatience: impatienceOf(theta) }, ledger).serve(traffic);
    expect(ledger.lostCount).toBe(plain.abandoned);
    expect(ledger.waits).toHaveLength(plain.customers - plain.abandoned);
    // Everybody alike: in the order of arrival, so the waits of those who were served agree too.
    expect(mean(ledger.waits)).toBeCloseTo(plain.waited / HANDLE_MS / ledger.waits.length, 9);
  });
});
