/**
 * The chance that an arrival has to wait where `servers` serve a load of `load` erlangs (arrival rate × mean handling time),
 * Poisson arrivals, exponential handling, an endless line. 1 where the load is not below the servers.
 * Source: A. K. Erlang (1917), the C formula, by way of the B recursion B(n) = aB(n−1) / (n + aB(n−1)).
 */
export function waitProbability(load: number, servers: number): number {
  if (servers < 1 || load >= servers) return 1;
  let blocked = 1;
  for (let n = 1; n <= servers; n += 1) blocked = (load * blocked) / (n + load * blocked);
  return (servers * blocked) / (servers - load * (1 - blocked));
}

export interface Traffic {
  /** Arrivals per millisecond. */
  arrivalsPerMs: number;
  /** Mean handling time, ms. */
  handleMs: number;
  /** How many conversations can be handled at once. */
  slots: number;
  /** How many stand in line already. */
  waiting: number;
}

export type WaitUnknown = 'nobody_there' | 'overloaded';

/**
 * What somebody who arrives now may expect to wait on average, ms: the line ahead at the rate at which slots come free
 * (waiting × handleMs ÷ slots), and the mean wait of Erlang C (chance to wait × handleMs ÷ (slots − load)) for the rest.
 * Nothing truthful can be said where nobody is there or work comes in faster than it can be done.
 */
export function expectedWait({ arrivalsPerMs, handleMs, slots, waiting }: Traffic): number | WaitUnknown {
  if (slots < 1) return 'nobody_there';
  const load = arrivalsPerMs * handleMs;
  if (load >= slots) return 'overloaded';
  return (waiting * handleMs) / slots + (waitProbability(load, slots) * handleMs) / (slots - load);
}
