/** The mathematics the simulator is held against. Loads in erlangs, times in mean handle times, unless said otherwise. */

/** Probability of having to wait, for `erlangs` of load on `servers` (Erlang C, by way of the recursion for Erlang B). */
export function erlangC(servers: number, erlangs: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  const load = erlangs / servers;
  return blocked / (1 - load * (1 - blocked));
}

/** Mean wait: C / (N − A). */
export function erlangWait(servers: number, erlangs: number): number {
  return erlangC(servers, erlangs) / (servers - erlangs);
}

/** Mean waits of priority classes, the first class first, without preemption (Cobham): C/N ÷ ((1 − σₖ₋₁)(1 − σₖ)). */
export function priorityMeanWaits(servers: number, loads: readonly number[]): number[] {
  const total = loads.reduce((sum, load) => sum + load, 0);
  const base = erlangC(servers, total) / servers;
  let before = 0;
  return loads.map((load) => {
    const upTo = before + load / servers;
    const wait = base / ((1 - before) * (1 - upTo));
    before = upTo;
    return wait;
  });
}

/**
 * Erlang A: M/M/n with exponential patience of rate `theta` (service rate 1). The stationary law of the birth and death
 * process, summed until what is left is nothing.
 */
export function erlangA(lambda: number, theta: number, servers: number): { delayed: number; abandoned: number } {
  let weight = 1;
  let total = 1;
  let delayed = 0;
  let leaving = 0;
  for (let inside = 1; inside < servers || weight > 1e-15 * total; inside += 1) {
    if (inside - 1 >= servers) leaving += theta * (inside - 1 - servers) * weight;
    if (inside - 1 >= servers) delayed += weight;
    weight *= lambda / (Math.min(inside, servers) + theta * Math.max(0, inside - servers));
    total += weight;
  }
  return { delayed: delayed / total, abandoned: leaving / (lambda * total) };
}

/** Share of customers met by their own agent where nobody is kept idle: the own agent is free, or is the one who frees. */
export function zeroHoldContinuity(servers: number, erlangs: number): number {
  return 1 - erlangs / servers + erlangC(servers, erlangs) / servers;
}

/**
 * Mean wait where `servers` in turn get every n-th arrival into a line of their own: Erlang-n arrivals, one server. σ is the
 * root of σ = (nρ / (nρ + 1 − σ))ⁿ in (0, 1), the wait σ / (1 − σ).
 */
export function roundRobinWait(servers: number, erlangs: number): number {
  let sigma = 0.5;
  for (let step = 0; step < 500; step += 1) sigma = (erlangs / (erlangs + 1 - sigma)) ** servers;
  return sigma / (1 - sigma);
}

/** Mean wait where each arrival is thrown to any of the servers: one M/M/1 line each. */
export function randomPushWait(servers: number, erlangs: number): number {
  const load = erlangs / servers;
  return load / (1 - load);
}
