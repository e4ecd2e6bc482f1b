import type { AgentSlot, Decision, MatchingSnapshot, Policy, PresenceState, WaitingItem } from '../../core/matching/snapshot.js';
import { highestPriority, isNear, standingOf } from '../../core/matching/tiers.js';

/** What few agents have: limits apart from capacity, and what waits on them. */
type Limits = Pick<AgentSlot, 'limit' | 'channelRoom' | 'active'>;

/** Agents of one profile differ in little: [id, profile, capacity, reserved, presence, leaseExpiresAt, idleSince, limits?]. */
type PackedAgent = [string, number, number, number, PresenceState, number, number, Limits?];

/** What most waiting items of a queue have in common, stored once for all of them. */
const COMMON = [
  ...(['queueId', 'channel', 'epoch', 'priority', 'weight', 'skills', 'language', 'groups', 'alsoQueues', 'relaxed'] as const),
  ...(['exclusive', 'otherCanServe'] as const),
];
type Common = Pick<WaitingItem, (typeof COMMON)[number]>;
type Own = Omit<WaitingItem, keyof Common>;

/** An item by what is its own, and the place of the rest in `kinds`. Passes from before there were kinds hold it whole. */
type PackedItem =
  | (Pick<Own, 'conversationId' | 'customerId' | 'waitingSince'> & Partial<Own> & { kind: number })
  | (WaitingItem & { kind?: never });

/** A snapshot in its stored form: what was decided, everybody who could have been asked, each kind and each profile once. */
export interface PackedPass {
  now: number;
  policy: Policy;
  items: PackedItem[];
  kinds?: Common[];
  profiles: Pick<AgentSlot, 'skills' | 'languages' | 'queues' | 'groups'>[];
  agents: PackedAgent[];
  /** The priority classes whose tier was solved as a whole; left out by passes that knew no such thing. */
  wholeTiers?: number[];
}

/**
 * Keeps of the items those that were decided: one that nobody got has taken no room and so changed nothing for the others.
 * Only the highest class that waited does (ageing lifts up to it), so one item of it is kept as well; and a tier solved as a
 * whole is kept whole, since who was left out of it may have settled a tie. Such tiers are small (`Policy.wholeTierItems`).
 */
export function packPass(snapshot: MatchingSnapshot, decisions: readonly Pick<Decision, 'conversationId' | 'by'>[]): PackedPass {
  const highest = highestPriority(snapshot.items);
  const by = new Map(decisions.map((one) => [one.conversationId, one.by]));
  const levelOf = (item: WaitingItem): number => standingOf(item, highest, snapshot).level;
  const wholeTiers = new Set(snapshot.items.filter((one) => by.get(one.conversationId) === 'whole_tier').map(levelOf));
  const inWholeTier = (item: WaitingItem): boolean => {
    const { level, dueAt } = standingOf(item, highest, snapshot);
    return wholeTiers.has(level) && !isNear(dueAt, snapshot);
  };
  const items = snapshot.items.filter((item) => by.has(item.conversationId) || (wholeTiers.size > 0 && inWholeTier(item)));
  const top = snapshot.items.find((item) => item.priority === highest);
  if (top && items.every((item) => item.priority < highest)) items.push(top);
  return {
    now: snapshot.now,
    policy: snapshot.policy,
    ...packItems(items),
    ...packAgents(snapshot.agents),
    wholeTiers: [...wholeTiers],
  };
}

function packItems(items: readonly WaitingItem[]): Required<Pick<PackedPass, 'items' | 'kinds'>> {
  const kinds: Common[] = [];
  const places = new Map<string, number>();
  const packed = items.map((item): PackedItem => {
    const { conversationId, customerId, waitingSince, deadlineAt, preferred, declinedBy, excluded, heldFor } = item;
    const key = JSON.stringify(COMMON.map((name) => item[name] ?? null));
    const kind = places.get(key) ?? kinds.push(commonOf(item)) - 1;
    places.set(key, kind);
    return {
      ...{ conversationId, customerId, waitingSince, kind },
      ...(deadlineAt === null ? {} : { deadlineAt }),
      ...(preferred.length > 0 ? { preferred } : {}),
      ...(declinedBy.length > 0 ? { declinedBy } : {}),
      ...(excluded && excluded.length > 0 ? { excluded } : {}),
      ...(heldFor === undefined ? {} : { heldFor }),
    };
  });
  return { items: packed, kinds };
}

const commonOf = (item: WaitingItem): Common =>
  Object.fromEntries(COMMON.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))) as unknown as Common;

function unpackItem(item: PackedItem, kinds: readonly Common[]): WaitingItem {
  if (item.kind === undefined) return item;
  const { kind, ...own } = item;
  const common = kinds[kind];
  if (!common) throw new Error(`a stored pass has no kind ${kind}`);
  return { ...common, deadlineAt: null, preferred: [], declinedBy: [], ...own };
}

function packAgents(slots: readonly AgentSlot[]): Pick<PackedPass, 'profiles' | 'agents'> {
  const profiles: PackedPass['profiles'] = [];
  const places = new Map<string, number>();
  const agents = slots.map((agent): PackedAgent => {
    const { agentId, capacity, reserved, presence, leaseExpiresAt, idleSince, limit, channelRoom, active } = agent;
    const { skills, languages, queues, groups } = agent;
    const key = JSON.stringify([skills, languages, queues, groups]);
    const place = places.get(key) ?? profiles.push({ skills, languages, queues, groups }) - 1;
    places.set(key, place);
    // What says no more than would be understood without it is left out: there may be a thousand of them.
    const limits: Limits = {
      ...(limit === undefined || limit === capacity ? {} : { limit }),
      ...(channelRoom ? { channelRoom } : {}),
      ...(active === undefined || active === reserved ? {} : { active }),
    };
    const packed: PackedAgent = [agentId, place, capacity, reserved, presence, leaseExpiresAt, idleSince];
    if (Object.keys(limits).length > 0) packed.push(limits);
    return packed;
  });
  return { profiles, agents };
}

/** The snapshot again: `decide` and `explain` give the same answers for it as for the original. */
export function unpackPass({ now, policy, items, kinds = [], profiles, agents, wholeTiers }: PackedPass): MatchingSnapshot {
  return {
    now,
    policy,
    items: items.map((item) => unpackItem(item, kinds)),
    wholeTiers: wholeTiers ?? [],
    agents: agents.map(([agentId, place, capacity, reserved, presence, leaseExpiresAt, idleSince, limits]) => {
      const profile = profiles[place];
      if (!profile) throw new Error(`a stored pass has no profile ${place}`);
      return { agentId, ...profile, ...limits, capacity, reserved, presence, leaseExpiresAt, idleSince };
    }),
  };
}
