import type { AgentSlot, MatchingSnapshot, Policy, PresenceState, WaitingItem } from '../../core/matching/snapshot.js';

/** Agents of one profile differ in little: [id, profile, capacity, reserved, presence, leaseExpiresAt, idleSince]. */
type PackedAgent = [string, number, number, number, PresenceState, number, number];

/** A snapshot in its stored form: what was decided, everybody who could have been asked, each profile once. */
export interface PackedPass {
  now: number;
  policy: Policy;
  items: WaitingItem[];
  profiles: Pick<AgentSlot, 'skills' | 'languages' | 'queues'>[];
  agents: PackedAgent[];
}

/**
 * Keeps of the items those that were decided: one that nobody got has taken no room and so changed nothing for the others.
 * Only the highest class that waited does (ageing lifts up to it), so one item of it is kept as well.
 */
export function packPass(snapshot: MatchingSnapshot, decided: ReadonlySet<string>): PackedPass {
  const items = snapshot.items.filter((item) => decided.has(item.conversationId));
  const top = snapshot.items.reduce<WaitingItem | undefined>(
    (best, one) => (!best || one.priority > best.priority ? one : best),
    undefined,
  );
  if (top && items.every((item) => item.priority < top.priority)) items.push(top);
  const profiles: PackedPass['profiles'] = [];
  const places = new Map<string, number>();
  const agents = snapshot.agents.map((agent): PackedAgent => {
    const { skills, languages, queues } = agent;
    const key = JSON.stringify([skills, languages, queues]);
    const place = places.get(key) ?? profiles.push({ skills, languages, queues }) - 1;
    places.set(key, place);
    return [agent.agentId, place, agent.capacity, agent.reserved, agent.presence, agent.leaseExpiresAt, agent.idleSince];
  });
  return { now: snapshot.now, policy: snapshot.policy, items, profiles, agents };
}

/** The snapshot again: `decide` and `explain` give the same answers for it as for the original. */
export function unpackPass({ now, policy, items, profiles, agents }: PackedPass): MatchingSnapshot {
  return {
    now,
    policy,
    items,
    agents: agents.map(([agentId, place, capacity, reserved, presence, leaseExpiresAt, idleSince]) => {
      const profile = profiles[place];
      if (!profile) throw new Error(`a stored pass has no profile ${place}`);
      return { agentId, ...profile, capacity, reserved, presence, leaseExpiresAt, idleSince };
    }),
  };
}
