import fc from 'fast-check';
import { standingBlock } from '../../src/core/matching/eligibility.js';
import type { AgentSlot, MatchingSnapshot, WaitingItem } from '../../src/core/matching/snapshot.js';
import { anAgent, anItem, aSnapshot, NOW } from '../simulation/builders.js';

/** Small worlds with many collisions: few queues, skills, groups and levels, so that every gate, tie and shortage comes up often. */
const agentId = fc.integer({ min: 0, max: 7 }).map((n) => `a${n}`);
const queue = fc.constantFrom('q0', 'q1');
const skill = fc.constantFrom('s0', 's1');
const language = fc.constantFrom('en', 'zh');
const group = fc.constantFrom('g0', 'g1');
const channel = fc.constantFrom('webchat', 'webchat', 'voice');
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 });

export const someAgent = fc
  .record({
    agentId,
    skills: fc.dictionary(skill, fc.integer({ min: 1, max: 5 }), { noNullPrototype: true }),
    languages: fc.uniqueArray(language),
    queues: fc.dictionary(queue, fc.integer({ min: 0, max: 2 }), { noNullPrototype: true }),
    capacity: fc.constantFrom(0, 60, 100, 100),
    limit: fc.constantFrom(undefined, undefined, 100),
    reserved: fc.constantFrom(0, 0, 25, 50, 110),
    active: fc.constantFrom(undefined, undefined, 0, 25),
    groups: maybe(fc.uniqueArray(group)),
    channelRoom: maybe(
      fc.dictionary(fc.constantFrom('webchat', 'voice'), fc.integer({ min: 0, max: 2 }), { noNullPrototype: true }),
    ),
    presence: fc.constantFrom(...(['available', 'available', 'available', 'available', 'finishing', 'away'] as const)),
    leaseExpiresAt: fc.constantFrom(NOW - 1, NOW + 1, NOW + 1, NOW + 1),
    idleSince: fc.constantFrom(NOW - 5, NOW - 4),
  })
  .map((one) => anAgent(one.agentId, one));

export const someItem = fc
  .record({
    conversationId: fc.integer({ min: 0, max: 30 }).map((n) => `c${n}`),
    queueId: queue,
    channel,
    priority: fc.integer({ min: 0, max: 2 }),
    waitingSince: fc.oneof(fc.constant(5), fc.integer({ min: 0, max: 30 })).map((n) => NOW - n * 60_000),
    deadlineAt: fc.option(fc.integer({ min: -2, max: 10 }).map((n) => NOW + n * 60_000)),
    weight: fc.constantFrom(25, 25, 25, 20, 100),
    skills: fc.oneof(
      fc.constant<{ skill: string; minLevel: number }[]>([]),
      fc.uniqueArray(fc.record({ skill, minLevel: fc.integer({ min: 1, max: 5 }) }), {
        selector: (one) => one.skill,
        maxLength: 2,
      }),
    ),
    language: fc.option(language),
    preferred: fc.array(fc.record({ agentId, why: fc.constantFrom('owner' as const, 'last' as const, 'earlier' as const) }), {
      maxLength: 3,
    }),
    declinedBy: fc.oneof(fc.constant<string[]>([]), fc.uniqueArray(agentId, { maxLength: 3 })),
    excluded: maybe(fc.uniqueArray(agentId, { maxLength: 2 })),
    otherCanServe: fc.constantFrom(undefined, undefined, true),
    groups: fc.constantFrom<string[] | undefined>(undefined, undefined, undefined, [], ['g0'], ['g0', 'g1']),
    alsoQueues: fc.constantFrom<string[] | undefined>(undefined, undefined, ['q0'], ['q0', 'q1']),
    heldFor: fc.option(agentId, { nil: undefined, freq: 5 }),
    exclusive: fc.constantFrom(undefined, undefined, undefined, true),
  })
  .map((one) => anItem(one.conversationId, one));

/** Work of one kind, so that a tier can be solved as a whole: several free agents, several who wait. */
export const alikeItem = someItem.map((one) => ({
  ...one,
  weight: 25,
  exclusive: undefined,
  heldFor: undefined,
  priority: 0,
  deadlineAt: null,
}));
export const readyAgent = someAgent.map((one) => ({
  ...one,
  presence: 'available' as const,
  leaseExpiresAt: NOW + 1,
  capacity: 100,
}));

export interface WorldOptions {
  /** `Policy.wholeTierItems`; both ways by default. */
  wholeTierItems?: number;
  /** Mostly items and agents that meet. */
  alike?: boolean;
}

export function world({ wholeTierItems, alike = false }: WorldOptions = {}): fc.Arbitrary<MatchingSnapshot> {
  return fc
    .record({
      items: fc.uniqueArray(alike ? alikeItem : someItem, { selector: (one) => one.conversationId, maxLength: 25 }),
      agents: fc.uniqueArray(alike ? readyAgent : someAgent, { selector: (one) => one.agentId, maxLength: 8 }),
      ageing: fc.option(fc.constant(600_000)),
      bypassMs: fc.option(fc.constant(900_000)),
      continuity: fc.constantFrom(0, 1, 6),
      whole: wholeTierItems === undefined ? fc.constantFrom(0, 200) : fc.constant(wholeTierItems),
    })
    .map(({ items, agents, ageing, bypassMs, continuity, whole }) =>
      aSnapshot(items, agents, {
        priorityStepMs: ageing,
        bypassMs,
        wholeTierItems: whole,
        weights: { continuity, skillFit: 1, load: 1, waiting: 1, slack: 0.5 },
      }),
    );
}

/** The gates that stand, with the rule for decliners, written plainly over all pairs to check the grouped form against. */
export function mayServe(snapshot: MatchingSnapshot, item: WaitingItem, agent: AgentSlot): boolean {
  if (standingBlock(item, agent, snapshot.now) !== null) return false;
  if (!item.declinedBy.includes(agent.agentId)) return true;
  return !(
    item.otherCanServe === true ||
    snapshot.agents.some(
      (other) =>
        !item.declinedBy.includes(other.agentId) &&
        (other.limit ?? other.capacity) >= item.weight &&
        (other.channelRoom?.[item.channel] ?? 1) > 0 &&
        standingBlock(item, other, snapshot.now) === null,
    )
  );
}

/** An agent's desk as a pass goes on, kept by the plainest book-keeping. */
export class Desk {
  private free: number;
  private active: number;
  private taken = 0;
  private exclusive = false;
  private readonly room: Record<string, number>;

  constructor(slot: AgentSlot) {
    this.free = slot.capacity - slot.reserved;
    this.active = slot.active ?? slot.reserved;
    this.room = { ...slot.channelRoom };
  }

  hasRoomFor({ weight, channel: of, exclusive }: WaitingItem): boolean {
    if (this.exclusive || weight > this.free || (this.room[of] ?? 1) <= 0) return false;
    return !exclusive || (this.active <= 0 && this.taken === 0);
  }

  take({ weight, channel: of, exclusive }: WaitingItem): void {
    this.free -= weight;
    this.taken += 1;
    this.active += weight;
    this.exclusive ||= exclusive === true;
    if (this.room[of] !== undefined) this.room[of] -= 1;
  }

  get left(): number {
    return this.free;
  }
}

export const desksOf = (snapshot: MatchingSnapshot): Map<string, Desk> =>
  new Map(snapshot.agents.map((one) => [one.agentId, new Desk(one)]));

/** The same world with its lists, and the lists in its items, in another order. */
export function turned(snapshot: MatchingSnapshot, seed: number): MatchingSnapshot {
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((one, n) => ({ one, key: Math.imul(n + 1, seed | 1) >>> 0 }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one);
  return {
    ...snapshot,
    items: shuffled(snapshot.items).map((one) => ({
      ...one,
      skills: [...one.skills].reverse(),
      declinedBy: [...one.declinedBy].reverse(),
      ...(one.alsoQueues ? { alsoQueues: [...one.alsoQueues].reverse() } : {}),
    })),
    agents: shuffled(snapshot.agents),
  };
}
