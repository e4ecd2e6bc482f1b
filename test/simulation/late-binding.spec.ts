import { describe, expect, it } from '@jest/globals';
import type { Dispatching } from './contact-centre.js';
import { live, plainDay, typical } from './days.js';
import type { DayTerms } from './days.js';
import { ours } from './ours.js';
import { polled, pushLeastLoaded, pushRandom, pushRoundRobin } from './peers.js';
import { erlangWait, randomPushWait, roundRobinWait } from './reference.js';

/** Ten agents, 80 % load: what it costs to bind work to an agent before that agent can take it. */
const TERMS = { seed: 1, agents: 10, slots: 1, load: 0.8 };
const SHORT = typical({ ...TERMS, customers: 20_000 });
const LONG = typical({ ...TERMS, customers: 200_000 }, 0.02);
const waitOn = (terms: DayTerms, dispatching: Dispatching): number => live(plainDay(terms), dispatching).ledger.meanWait;

describe('late binding, mean wait in handle times', () => {
  it('the formulas', () => {
    expect(erlangWait(10, 8)).toBeCloseTo(0.205, 3);
    expect(Math.abs(roundRobinWait(10, 8) - 1.93)).toBeLessThan(0.01);
    expect(randomPushWait(10, 8)).toBeCloseTo(4, 10);
  });

  it('the matcher over one central line', () => {
    expect(Math.abs(waitOn(SHORT, ours()) / 0.2046 - 1)).toBeLessThan(0.01);
  });

  /** A line of its own for each agent forgets slowly, hence the wider margins of the last two on 200,000 customers. */
  it.each([
    ['to the least loaded', pushLeastLoaded(), 0.356, 0.03],
    ['in turn', pushRoundRobin(), 1.93, 0.05],
    ['to anybody', pushRandom(), 4, 0.08],
  ])('push %s', (_, dispatching, wait, within) => {
    expect(Math.abs(waitOn(LONG, dispatching) / wait - 1)).toBeLessThan(within);
  });

  it('a poll that hands out one item every five seconds waits longer than a pass at every change', () => {
    expect(waitOn(SHORT, polled())).toBeGreaterThan(1.1 * 0.2046);
  });
});
