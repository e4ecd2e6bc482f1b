import { HANDLE_MS } from './contact-centre.js';
import { crossTrainedLine } from './plain-lines.js';
import type { TwoSkilled, TwoSkilledStart } from './plain-lines.js';
import { Traffic } from './traffic.js';

/** Limited cross-training: six kinds of work, ninety agents with two skills each, thirty places to wait, 84 erlangs. */
const KINDS = 6;
/** How many are let in, served ones included. */
export const ROOM = 120;

/** Fifteen know each kind well; of these, three know each of the five others a little. */
export const CROSS_TRAINED: readonly TwoSkilled[] = Array.from({ length: 90 }, (_, n) => {
  const first = n % KINDS;
  return { first, second: (first + 1 + (Math.floor(n / KINDS) % (KINDS - 1))) % KINDS };
});

export function crossTrainedTraffic({ seed, customers }: { seed: number; customers: number }): Traffic {
  return new Traffic({ seed, customers, erlangs: 84, weight: 100 }, (random) => ({
    skills: [{ skill: `k${random.below(KINDS)}`, minLevel: 1 }],
  }));
}

/** The starts as the plain line makes them. */
export function crossTrainedStarts(
  traffic: Traffic,
  started: (start: TwoSkilledStart) => void,
): { customers: number; blocked: number } {
  const arrivals = (function* () {
    for (const { at, item } of traffic) yield { at, kind: Number(item.skills[0]?.skill.slice(1)) };
  })();
  return crossTrainedLine(arrivals, traffic.services(), { agents: CROSS_TRAINED, kinds: KINDS, room: ROOM }, started);
}

/** Mean wait of those let in (handle times), and the share turned away. */
export function crossTrained(terms: { seed: number; customers: number }): { wait: number; blocked: number } {
  let [waited, served] = [0, 0];
  const { customers, blocked } = crossTrainedStarts(crossTrainedTraffic(terms), (start) => {
    waited += start.waited / HANDLE_MS;
    served += 1;
  });
  return { wait: waited / served, blocked: blocked / customers };
}
