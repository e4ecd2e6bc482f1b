import { itemBefore } from './board.js';
import { standingBlock } from './eligibility.js';
import { classKey } from './grouping.js';
import type { AgentSlot, WaitingItem } from './snapshot.js';

/**
 * Items that differ only in age: same requirements, priority, time allowed and, in a line of one agent's own customers, the
 * same affinity. Whatever the moment, the older of two stands before the younger, so only the heads can be next.
 */
interface Line {
  sample: WaitingItem;
  items: WaitingItem[];
}

const EVERY_CHANNEL = { size: 1, has: () => true } as unknown as ReadonlySet<string>;

/** Who waits, in lines whose heads are all that an event has to look at. */
export class LiveLines {
  readonly items = new Map<string, WaitingItem>();
  private readonly lines = new Map<string, Line>();
  /** By agent: the lines of those who prefer them. */
  private readonly own = new Map<string, Map<string, Line>>();
  private readonly byPriority = new Map<number, Set<WaitingItem>>();
  private declined = 0;

  /** Somebody waits whom an agent has declined: then a change on one desk may free them for another. */
  get anyDeclined(): boolean {
    return this.declined > 0;
  }

  add(item: WaitingItem): void {
    if (this.items.has(item.conversationId)) throw new Error(`${item.conversationId} is in line already`);
    this.items.set(item.conversationId, item);
    for (const { lines, key } of this.linesOf(item)) {
      const line = lines.get(key);
      if (!line) lines.set(key, { sample: item, items: [item] });
      else line.items.splice(placeIn(line.items, item), 0, item);
    }
    const peers = this.byPriority.get(item.priority);
    if (peers) peers.add(item);
    else this.byPriority.set(item.priority, new Set([item]));
    if (item.declinedBy.length > 0) this.declined += 1;
  }

  /** False when nobody of that id waits. */
  remove(conversationId: string): boolean {
    const item = this.items.get(conversationId);
    if (!item) return false;
    this.items.delete(conversationId);
    for (const { lines, key } of this.linesOf(item)) {
      const { items } = lines.get(key) as Line;
      if (items.length === 1) lines.delete(key);
      else items.splice(placeIn(items, item), 1);
    }
    const peers = this.byPriority.get(item.priority) as Set<WaitingItem>;
    peers.delete(item);
    if (peers.size === 0) this.byPriority.delete(item.priority);
    if (item.declinedBy.length > 0) this.declined -= 1;
    return true;
  }

  /** One item of the highest class: ageing lifts up to it, so every narrowed picture must hold one. */
  highest(): WaitingItem | undefined {
    const [first] = this.byPriority.get(Math.max(...this.byPriority.keys())) ?? [];
    return first;
  }

  /** Everybody who could be next at this agent: of each line they may serve, as many heads as they have places. */
  headsFor(slot: AgentSlot, now: number): Set<WaitingItem> {
    const heads = new Set<WaitingItem>();
    const free = slot.capacity - slot.reserved;
    for (const lines of [this.lines, this.own.get(slot.agentId) ?? new Map<string, Line>()]) {
      for (const { sample, items } of lines.values()) {
        if (sample.weight > free || standingBlock(sample, slot, now) !== null) continue;
        const places = sample.exclusive ? 1 : sample.weight > 0 ? Math.floor(free / sample.weight) : items.length;
        for (let at = 0; at < places && at < items.length; at += 1) heads.add(items[at] as WaitingItem);
      }
    }
    return heads;
  }

  private *linesOf(item: WaitingItem): Generator<{ lines: Map<string, Line>; key: string }> {
    const key = keyOf(item);
    yield { lines: this.lines, key };
    const seen = new Set<string>();
    for (const [place, { agentId, why }] of item.preferred.entries()) {
      if (seen.has(agentId)) continue;
      seen.add(agentId);
      let lines = this.own.get(agentId);
      if (!lines) this.own.set(agentId, (lines = new Map<string, Line>()));
      yield { lines, key: `${why}${place}\n${key}` };
    }
  }
}

const keyOf = (item: WaitingItem): string => {
  const allowed = item.deadlineAt === null ? '' : item.deadlineAt - item.waitingSince;
  return `${item.priority}\n${allowed}\n${classKey(item, EVERY_CHANNEL)}`;
};

function placeIn(items: readonly WaitingItem[], item: WaitingItem): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (itemBefore(items[middle] as WaitingItem, item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
