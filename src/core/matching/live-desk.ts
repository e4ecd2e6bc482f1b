import { pair } from './decide.js';
import { couldHold, presenceBlock, standingBlock } from './eligibility.js';
import { LiveLines } from './live-lines.js';
import type { AgentSlot, MatchingSnapshot, Pair, Policy, WaitingItem } from './snapshot.js';

/**
 * Matching kept up to date event by event. Where nobody who waits could be served, only what an event touches can make a pair:
 *
 * - an arrival is looked at with the best agent of each profile, and those it names;
 * - an agent with new room is looked at with the heads of the lines they may serve, and of the lines of their own customers.
 *
 * Each gives what `pair` would give for the whole picture, at a cost that does not grow with the length of the lines. Any other
 * change (presence, skills, a lease that lapses, several at once) is a whole pass.
 *
 * In production the picture is in PostgreSQL and no process keeps it; there the same narrowing is done by SQL: an arrival reads
 * the agents with room, a freed agent the first of each line (requirements, priority, time allowed; as many as they have
 * places) of their queues and of their own customers, and both hand that narrow snapshot to `decide`. This class is for what
 * does keep the picture, policy replay and simulation, and the proof that the narrowing loses nothing.
 */
export class LiveDesk {
  private readonly policy: Policy;
  private readonly lines = new LiveLines();
  private readonly agents = new Map<string, { slot: AgentSlot; profile: string }>();
  /** No pair is possible as things stand. */
  private settled = false;
  /** When somebody's lease may lapse, which may free a decliner for what only the other could have taken. */
  private nextLapse = Infinity;

  /** Pairs nothing yet: `settle` does. */
  constructor({ policy, items, agents }: MatchingSnapshot) {
    this.policy = policy;
    for (const slot of agents) this.agents.set(slot.agentId, { slot, profile: profileOf(slot) });
    for (const item of items) this.lines.add(item);
  }

  /** The whole picture as it stands. */
  snapshot(now: number): MatchingSnapshot {
    const agents = [...this.agents.values()].map(({ slot }) => slot);
    return { now, policy: this.policy, items: [...this.lines.items.values()], agents };
  }

  /** Pairs all there is to pair, at the cost of a whole pass. */
  settle(now: number): Pair[] {
    this.settled = true;
    this.nextLapse = Infinity;
    for (const { slot } of this.agents.values())
      if (presenceBlock(slot, now) === null) this.nextLapse = Math.min(this.nextLapse, slot.leaseExpiresAt);
    return this.apply(pair(this.snapshot(now)));
  }

  /** Somebody comes in line. */
  arrive(item: WaitingItem, now: number): Pair[] {
    this.lines.add(item);
    if (!this.settled || now >= this.nextLapse) return this.settle(now);
    const agents = this.bestFor(item, now);
    return agents.length === 0 ? [] : this.apply(pair(this.narrowed([item], agents, now)));
  }

  /** Somebody gives up waiting. Makes room for nobody. */
  leave(conversationId: string): void {
    this.lines.remove(conversationId);
  }

  /** An agent holds more or less than before; or anything else about them has changed, which costs a whole pass. */
  room(slot: AgentSlot, now: number): Pair[] {
    const before = this.agents.get(slot.agentId);
    const profile = profileOf(slot);
    this.agents.set(slot.agentId, { slot, profile });
    const alike = before?.profile === profile && presenceBlock(before.slot, now) === presenceBlock(slot, now);
    if (!alike || !this.settled || this.lines.anyDeclined) return this.settle(now);
    if (presenceBlock(slot, now) !== null) return [];
    this.nextLapse = Math.min(this.nextLapse, slot.leaseExpiresAt);
    const heads = [...this.lines.headsFor(slot, now)];
    return heads.length === 0 ? [] : this.apply(pair(this.narrowed(heads, [slot], now)));
  }

  private narrowed(items: WaitingItem[], agents: AgentSlot[], now: number): MatchingSnapshot {
    const highest = this.lines.highest();
    const all = highest && !items.includes(highest) ? [...items, highest] : items;
    const told = all.map((item) =>
      item.declinedBy.length > 0 ? { ...item, otherCanServe: this.otherCanServe(item, now) } : item,
    );
    return { now, policy: this.policy, items: told, agents };
  }

  private otherCanServe(item: WaitingItem, now: number): boolean {
    if (item.otherCanServe === true) return true;
    for (const { slot } of this.agents.values())
      if (!item.declinedBy.includes(slot.agentId) && couldHold(item, slot) && standingBlock(item, slot, now) === null)
        return true;
    return false;
  }

  /** Of each profile the first with room, and whoever the item names: nobody else can be its best. */
  private bestFor(item: WaitingItem, now: number): AgentSlot[] {
    const named = new Set([...item.preferred.map((one) => one.agentId), ...item.declinedBy, ...(item.excluded ?? [])]);
    if (item.heldFor !== undefined) named.add(item.heldFor);
    const first = new Map<string, AgentSlot>();
    const best: AgentSlot[] = [];
    for (const { slot, profile } of this.agents.values()) {
      if (presenceBlock(slot, now) !== null || !hasRoom(item, slot)) continue;
      if (named.has(slot.agentId)) best.push(slot);
      else {
        const other = first.get(profile);
        if (!other || before(slot, other)) first.set(profile, slot);
      }
    }
    best.push(...first.values());
    return best.filter((slot) => standingBlock(item, slot, now) === null);
  }

  private apply(pairs: Pair[]): Pair[] {
    for (const { conversationId, agentId } of pairs) {
      const item = this.lines.items.get(conversationId) as WaitingItem;
      const { slot } = this.agents.get(agentId) as { slot: AgentSlot };
      const given = withItem(slot, item);
      this.agents.set(agentId, { slot: given, profile: profileOf(given) });
      this.lines.remove(conversationId);
      // Whose limits can no longer hold it lets no decliner stand aside: somebody may have become free for what they declined.
      if (given.channelRoom && this.lines.anyDeclined) this.settled = false;
    }
    return pairs;
  }
}

/** The agent with the item, as the next snapshot should show them. */
export function withItem(slot: AgentSlot, { weight, channel, exclusive }: WaitingItem): AgentSlot {
  const reserved = slot.reserved + weight;
  const given: AgentSlot = { ...slot, reserved, active: (slot.active ?? slot.reserved) + weight };
  if (slot.channelRoom && Object.hasOwn(slot.channelRoom, channel))
    given.channelRoom = { ...slot.channelRoom, [channel]: (slot.channelRoom[channel] as number) - 1 };
  return exclusive ? { ...given, limit: slot.limit ?? slot.capacity, capacity: Math.min(slot.capacity, reserved) } : given;
}

function hasRoom(item: WaitingItem, slot: AgentSlot): boolean {
  const room = slot.channelRoom && Object.hasOwn(slot.channelRoom, item.channel) ? (slot.channelRoom[item.channel] as number) : 1;
  return slot.capacity - slot.reserved >= item.weight && room > 0 && !(item.exclusive && (slot.active ?? slot.reserved) > 0);
}

/** The order of agents of one profile, who have one capacity. */
function before(a: AgentSlot, b: AgentSlot): boolean {
  if (a.reserved !== b.reserved) return a.reserved < b.reserved;
  return a.idleSince !== b.idleSince ? a.idleSince < b.idleSince : a.agentId < b.agentId;
}

const entries = (words: Record<string, number>): string =>
  Object.keys(words)
    .sort()
    .map((word) => `${word}=${words[word]}`)
    .join('\u0000');

/** All that any item could ask about, and the limits that make two agents' loads comparable. */
const profileOf = (slot: AgentSlot): string =>
  [
    ...[entries(slot.queues), entries(slot.skills), [...slot.languages].sort().join('\u0000')],
    ...[(slot.groups ?? []).toSorted().join('\u0000'), slot.capacity, slot.limit ?? slot.capacity],
  ].join('\n');
