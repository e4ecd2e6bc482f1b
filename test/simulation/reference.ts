/** The mathematics the simulator is held against: a tiny first-come-first-served queue, and Erlang's formula. */

/**
 * Waits of customers served in order of arrival by `servers` equal servers. The k-th start draws the k-th service time, so
 * that any order of service which leaves nobody idle has the same starts, and the same mean wait.
 */
export function firstComeWaits(arrivals: readonly number[], services: readonly number[], servers: number): number[] {
  const freeAt = new Array<number>(servers).fill(0);
  return arrivals.map((arrival, k) => {
    let first = 0;
    for (let server = 1; server < servers; server += 1) {
      if ((freeAt[server] as number) < (freeAt[first] as number)) first = server;
    }
    const start = Math.max(arrival, freeAt[first] as number);
    freeAt[first] = start + (services[k] as number);
    return start - arrival;
  });
}

/** Probability of having to wait, for `erlangs` of load on `servers`. */
export function erlangC(servers: number, erlangs: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  const load = erlangs / servers;
  return blocked / (1 - load * (1 - blocked));
}

/** Mean wait in handle times. */
export function erlangWait(servers: number, erlangs: number): number {
  return erlangC(servers, erlangs) / (servers - erlangs);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
