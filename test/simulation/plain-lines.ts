import type { Random } from './random.js';

/**
 * Tiny queues, each written on its own in the plainest way, that share nothing with the simulator or the matcher. They are
 * checked against the closed forms over millions of customers, and the matcher against them, path by path. As in the
 * simulator the k-th start takes the k-th service: any order that leaves nobody idle then has the same starts.
 */

/** When each server is free again, the first one on top. */
class FreeTimes {
  private readonly heap: Float64Array;

  constructor(servers: number) {
    this.heap = new Float64Array(servers);
  }

  get first(): number {
    return this.heap[0] as number;
  }

  /** The first server to be free is busy until `time`. */
  occupyFirst(time: number): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if ((heap[child] as number) >= time) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = time;
  }
}

/** First come first served; gives the wait of each. */
export function* firstComeWaits(arrivals: Iterable<number>, service: () => number, servers: number): Generator<number> {
  const free = new FreeTimes(servers);
  for (const arrival of arrivals) {
    const start = Math.max(arrival, free.first);
    free.occupyFirst(start + service());
    yield start - arrival;
  }
}

/** Classes by rank (0 first), in order of arrival within a class, nobody interrupted; the mean wait of each. */
export function priorityWaits(
  arrivals: Iterable<{ at: number; rank: number }>,
  service: () => number,
  servers: number,
  ranks: number,
): number[] {
  const free = new FreeTimes(servers);
  const lines = Array.from({ length: ranks }, () => ({ waiting: [] as number[], head: 0, sum: 0, count: 0 }));
  const serveUntil = (until: number): void => {
    while (free.first <= until) {
      const line = lines.find((one) => one.head < one.waiting.length);
      if (!line) return;
      const arrival = line.waiting[line.head] as number;
      line.head += 1;
      line.sum += free.first - arrival;
      line.count += 1;
      free.occupyFirst(free.first + service());
      if (line.head < 1_000) continue;
      line.waiting.splice(0, line.head);
      line.head = 0;
    }
  };
  for (const { at, rank } of arrivals) {
    serveUntil(at);
    const line = lines[rank] as (typeof lines)[number];
    if (free.first > at) {
      line.waiting.push(at);
      continue;
    }
    line.count += 1;
    free.occupyFirst(at + service());
  }
  serveUntil(Infinity);
  return lines.map(({ sum, count }) => sum / count);
}

/**
 * First come first served, and whoever waits may leave: while n wait, the next one after an exponential time of mean
 * `patience / n`. The clock is drawn anew at every change of the line, as in the simulator.
 */
export function impatientLine(
  arrivals: Iterable<number>,
  service: () => number,
  servers: number,
  impatience: { random: Random; meanMs: number },
): { customers: number; delayed: number; abandoned: number; waited: number } {
  const ends: number[] = [];
  const line: number[] = [];
  const sums = { customers: 0, delayed: 0, abandoned: 0, waited: 0 };
  let nextLoss = Infinity;
  const lineChanged = (now: number): void => {
    nextLoss = line.length > 0 ? now + impatience.random.exponential(impatience.meanMs / line.length) : Infinity;
  };
  const occupy = (until: number): void => {
    let at = ends.length;
    while (at > 0 && (ends[at - 1] as number) < until) at -= 1;
    ends.splice(at, 0, until);
  };
  const advance = (until: number): void => {
    for (let now = Math.min(nextLoss, ends.at(-1) ?? Infinity); now <= until; now = Math.min(nextLoss, ends.at(-1) ?? Infinity)) {
      if (now === nextLoss) {
        line.splice(impatience.random.below(line.length), 1);
        sums.abandoned += 1;
        lineChanged(now);
        continue;
      }
      ends.pop();
      if (line.length === 0) continue;
      sums.waited += now - (line.shift() as number);
      occupy(now + service());
      lineChanged(now);
    }
  };
  for (const at of arrivals) {
    advance(at);
    sums.customers += 1;
    if (ends.length < servers) {
      occupy(at + service());
      continue;
    }
    sums.delayed += 1;
    line.push(at);
    lineChanged(at);
  }
  advance(Number.MAX_VALUE);
  return sums;
}

export interface TwoSkilled {
  first: number;
  second: number;
}

export interface TwoSkilledStart {
  customer: number;
  agent: number;
  at: number;
  waited: number;
}

/**
 * Several kinds of work, each agent with a first and a second skill, `room` people in all (served ones included). A newcomer
 * goes to the longest idle who has the kind as first skill, else as second, else waits; who frees takes the oldest of the
 * first skill, else of the second. Gives the starts in order: who (by number), by whom, when.
 */
export function crossTrainedLine(
  arrivals: Iterable<{ at: number; kind: number }>,
  service: () => number,
  terms: { agents: readonly TwoSkilled[]; kinds: number; room: number },
  started: (start: TwoSkilledStart) => void,
): { customers: number; blocked: number } {
  const { agents, kinds, room } = terms;
  const lines = Array.from({ length: kinds }, () => [] as { customer: number; at: number }[]);
  const idle = agents.map((_, agent) => agent);
  const ends: { at: number; agent: number }[] = [];
  const sums = { customers: 0, blocked: 0 };
  let inside = 0;
  const start = (who: { customer: number; at: number }, agent: number, now: number): void => {
    started({ customer: who.customer, agent, at: now, waited: now - who.at });
    const at = now + service();
    let place = ends.length;
    while (place > 0 && (ends[place - 1] as { at: number }).at < at) place -= 1;
    ends.splice(place, 0, { at, agent });
  };
  const endUntil = (until: number): void => {
    for (let end = ends.at(-1); end && end.at <= until; end = ends.at(-1)) {
      ends.pop();
      inside -= 1;
      const { first, second } = agents[end.agent] as TwoSkilled;
      const next = lines[first]?.shift() ?? lines[second]?.shift();
      if (next) start(next, end.agent, end.at);
      else idle.push(end.agent);
    }
  };
  for (const { at, kind } of arrivals) {
    endUntil(at);
    const customer = (sums.customers += 1);
    if (inside >= room) {
      sums.blocked += 1;
      continue;
    }
    inside += 1;
    let place = idle.findIndex((agent) => agents[agent]?.first === kind);
    if (place < 0) place = idle.findIndex((agent) => agents[agent]?.second === kind);
    if (place < 0) lines[kind]?.push({ customer, at });
    else start({ customer, at }, idle.splice(place, 1)[0] as number, at);
  }
  endUntil(Infinity);
  return sums;
}
