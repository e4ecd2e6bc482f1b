import type { WaitingItem } from '../../src/core/matching/snapshot.js';
import { anItem } from './builders.js';
import { HANDLE_MS } from './contact-centre.js';
import type { Traffic } from './contact-centre.js';
import type { Random } from './random.js';

/** Poisson arrivals with exponential service of mean one handle time; `erlangs` is the offered load. */
export function poissonTraffic(
  random: Random,
  terms: { customers: number; erlangs: number; weight: number },
  ask: (n: number) => Partial<WaitingItem> = () => ({}),
): Traffic {
  let at = 0;
  const arrivals = Array.from({ length: terms.customers }, (_, n) => {
    at += random.exponential(HANDLE_MS / terms.erlangs);
    return { at, item: anItem(`c${String(n).padStart(7, '0')}`, { weight: terms.weight, waitingSince: at, ...ask(n) }) };
  });
  return { arrivals, services: arrivals.map(() => random.exponential(HANDLE_MS)) };
}
