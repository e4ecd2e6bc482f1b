import type { AgentSlot, WaitingItem } from '../../src/core/matching/snapshot.js';
import { anAgent, anItem } from './builders.js';
import { HANDLE_MS } from './contact-centre.js';
import type { Arrival } from './contact-centre.js';
import { Random } from './random.js';

export interface TrafficTerms {
  seed: number;
  customers: number;
  /** Offered load, in agents' worth of work (or slots' worth, where an agent has several). */
  erlangs: number;
  weight: number;
}

/**
 * Poisson arrivals and exponential services of mean one handle time. Arrivals, services and what the customers ask for come
 * from streams of their own, so that none disturbs the other and every policy meets the same day. The k-th conversation to
 * start takes the k-th service.
 */
export class Traffic {
  constructor(
    readonly terms: TrafficTerms,
    private readonly ask: (random: Random, at: number) => Partial<WaitingItem> = () => ({}),
  ) {}

  *[Symbol.iterator](): Generator<Arrival> {
    const asking = new Random(this.terms.seed * 7919 + 3);
    let n = 0;
    for (const at of this.times()) {
      const id = `c${String((n += 1)).padStart(8, '0')}`;
      yield { at, item: anItem(id, { weight: this.terms.weight, waitingSince: at, ...this.ask(asking, at) }) };
    }
  }

  /** A fresh stream of service times (ms), always the same. */
  services(): () => number {
    const random = new Random(this.terms.seed * 7919 + 2);
    return () => random.exponential(HANDLE_MS);
  }

  /** The arrival times alone (ms), for the references. */
  *times(): Generator<number> {
    const random = new Random(this.terms.seed * 7919 + 1);
    const gap = HANDLE_MS / this.terms.erlangs;
    let at = 0;
    for (let n = 0; n < this.terms.customers; n += 1) yield (at += random.exponential(gap));
  }
}

export function agentsOf(count: number, over: (n: number) => Partial<AgentSlot> = () => ({})): AgentSlot[] {
  return Array.from({ length: count }, (_, n) => anAgent(agentId(n), { idleSince: 0, ...over(n) }));
}

export const agentId = (n: number): string => `a${String(n).padStart(3, '0')}`;
