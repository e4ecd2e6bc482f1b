/** A pair the matcher could make right now, as one look at the line finds it; without an agent: work that has no queue yet. */
export interface PossiblePair {
  conversationId: string;
  queueId: string;
  epoch: number;
  agentId: string | null;
}

/** A pair and the look (epoch ms) since which every look has found it. */
export interface SeenPair extends PossiblePair {
  since: number;
}

export interface StuckPair extends SeenPair {
  possibleMs: number;
  because: 'not_matched' | 'not_routed' | 'fault';
  /** The fault's name, where a claim failed by one. */
  fault: string | null;
}

/** What excuses a pair for a while. */
export interface Excuses {
  /** By queue: when the matcher last gave something of it away (epoch ms). */
  lastGiven: ReadonlyMap<string, number>;
  /** By conversation: the fault its last claim failed by. */
  faults: ReadonlyMap<string, string>;
}

/**
 * How long a pair may be possible before it is an alarm (ms). A second where nothing happens. Longer where the matcher is seen
 * to give out work of that queue meanwhile (it works through a burst) or still has to find the queue. Longest after a claim
 * that failed by fault, which is set aside for five seconds: one that succeeds then is none.
 */
export const PATIENCE = { idleMs: 1_000, busyMs: 5_000, faultMs: 6_000 } as const;

/**
 * The pairs of this look with the time they are known from. What is seen, not what timestamps suggest, counts: a pair may have
 * become possible by a ramp, a step of a queue, a skill or the clock alone. One that was not there in between begins anew.
 */
export function stillPossible(
  before: ReadonlyMap<string, SeenPair>,
  now: number,
  pairs: readonly PossiblePair[],
): Map<string, SeenPair> {
  return new Map(
    pairs.map((pair) => {
      const known = before.get(pair.conversationId);
      const since = known && known.epoch === pair.epoch && known.queueId === pair.queueId ? known.since : now;
      return [pair.conversationId, { ...pair, since }];
    }),
  );
}

/** Whether any pair has been possible for so long that it may be an alarm; only then are excuses worth asking for. */
export const isSuspicious = ({ since }: SeenPair, now: number): boolean => now - since >= PATIENCE.idleMs;

/** The pairs whose time is up, the longest first. */
export function stuckPairs(seen: Iterable<SeenPair>, now: number, { lastGiven, faults }: Excuses): StuckPair[] {
  const stuck: StuckPair[] = [];
  for (const pair of seen) {
    const possibleMs = now - pair.since;
    const fault = faults.get(pair.conversationId) ?? null;
    const isBusy = pair.agentId === null || (lastGiven.get(pair.queueId) ?? -Infinity) >= pair.since;
    if (possibleMs < (fault ? PATIENCE.faultMs : isBusy ? PATIENCE.busyMs : PATIENCE.idleMs)) continue;
    stuck.push({ ...pair, possibleMs, fault, because: fault ? 'fault' : pair.agentId === null ? 'not_routed' : 'not_matched' });
  }
  return stuck.sort((a, b) => a.since - b.since || (a.conversationId < b.conversationId ? -1 : 1));
}
