/** Where work of a queue can go by itself: its fallback and its overflow steps. */
export interface QueueEdges {
  queueId: string;
  to: readonly { queueId: string; pointer: string }[];
}

export interface Circle {
  /** Which field of the starting queue leads into it. */
  pointer: string;
  /** The queues in the order of travel, the first again at the end. */
  path: string[];
}

/** The first way by which work that leaves `start` comes back to it; undefined where there is none. */
export function circleFrom(start: string, edges: readonly QueueEdges[]): Circle | undefined {
  const from = new Map(edges.map((one) => [one.queueId, one.to]));
  for (const first of from.get(start) ?? []) {
    const back = wayTo(start, first.queueId, from, new Set());
    if (back) return { pointer: first.pointer, path: [start, ...back] };
  }
  return undefined;
}

function wayTo(goal: string, at: string, from: ReadonlyMap<string, QueueEdges['to']>, seen: Set<string>): string[] | undefined {
  if (at === goal) return [goal];
  if (seen.has(at)) return undefined;
  seen.add(at);
  for (const next of from.get(at) ?? []) {
    const rest = wayTo(goal, next.queueId, from, seen);
    if (rest) return [at, ...rest];
  }
  return undefined;
}
