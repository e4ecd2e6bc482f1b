import type { ItemState } from './board.js';
import type { MatchingSnapshot, WaitingItem } from './snapshot.js';

/** One step of a pass: the items of one (aged) priority class whose deadline is near, or all its others. */
export interface Tier {
  level: number;
  urgent: boolean;
  items: ItemState[];
}

/** Where an item stands at a moment, apart from who might serve it. */
export interface Standing {
  level: number;
  /** When its time is up: its own deadline, or the end of the patience it may be asked for; Infinity: never. */
  dueAt: number;
}

/** The tiers in the order in which they are served. */
export function tiersOf(items: readonly ItemState[], snapshot: MatchingSnapshot): Tier[] {
  const highest = highestPriority(snapshot.items);
  const tiers = new Map<number, { urgent: Tier; calm: Tier }>();
  for (const state of items) {
    const { level, dueAt } = standingOf(state.item, highest, snapshot);
    let pair = tiers.get(level);
    if (!pair) {
      pair = { urgent: { level, urgent: true, items: [] }, calm: { level, urgent: false, items: [] } };
      tiers.set(level, pair);
    }
    state.dueAt = dueAt;
    (isNear(dueAt, snapshot) ? pair.urgent : pair.calm).items.push(state);
  }
  return [...tiers.values()].sort((a, b) => b.calm.level - a.calm.level).flatMap(({ urgent, calm }) => [urgent, calm]);
}

export function highestPriority(items: readonly WaitingItem[]): number {
  let highest = -Infinity;
  for (const { priority } of items) if (priority > highest) highest = priority;
  return highest;
}

/**
 * Ageing lifts an item up to the highest class that waits, never above it: the urgent stay urgent, the patient get their turn.
 * Once it can rise no further, `bypassMs` more is all it may be bypassed; see `Policy` for the bound that follows.
 */
export function standingOf(
  item: WaitingItem,
  highest: number,
  { now, policy }: Pick<MatchingSnapshot, 'now' | 'policy'>,
): Standing {
  const step = policy.priorityStepMs;
  const steps = step === null ? 0 : Math.floor(Math.max(0, now - item.waitingSince) / step);
  const risesMs = step === null ? 0 : (highest - item.priority) * step;
  const patience = policy.bypassMs == null ? Infinity : item.waitingSince + risesMs + policy.bypassMs;
  // Before it comes, the end of patience is not yet a deadline: it does not hurry anybody by drawing near.
  const overdue = patience <= now ? patience : Infinity;
  return { level: Math.min(highest, item.priority + steps), dueAt: Math.min(item.deadlineAt ?? Infinity, overdue) };
}

export function isNear(dueAt: number, { now, policy }: Pick<MatchingSnapshot, 'now' | 'policy'>): boolean {
  return dueAt - now <= policy.affinitySlackMs;
}
