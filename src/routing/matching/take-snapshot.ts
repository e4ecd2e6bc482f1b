import { DEFAULT_CHANNEL_WEIGHTS, weightOf } from '../../core/capacity/weights.js';
import { freeUnits } from '../../core/capacity/limits.js';
import { skillGap } from '../../core/matching/eligibility.js';
import { type AgentSlot, DEFAULT_POLICY, type MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { Sql } from '../../platform/database/tx.js';
import { toSlot } from './agent-slot.js';
import { type Desk, readDesk, readDeskOf } from './desk.queries.js';
import { type LineWanted, readLine, readLineOf } from './line.queries.js';
import { type QueueRules, requirementsOf, weightsOf } from './queue-rules.js';
import { toItem } from './waiting-item.js';

/** How deep a pass looks into each line; a longer line is worked off in several passes. */
const DEPTH = 200;

export interface Picture {
  snapshot: MatchingSnapshot;
  /** Queues whose stored rules cannot be read: left out of the pass, so that they hold up nobody else. */
  broken: string[];
  /** Some line was longer than a pass looks: there may be more to pair once this is done. */
  cut: boolean;
}

/** One plain picture of who waits and who could serve. Two statements; the second only where somebody is free. */
export async function takeSnapshot(sql: Sql, skip: ReadonlySet<string> = new Set()): Promise<Picture> {
  const desk = await readDesk(sql);
  const agents = desk.agents.map(toSlot);
  const { rules, broken } = rulesOf(desk);
  const wanted = [...rules].flatMap(([queueId, queue]) => wantedOf(queueId, queue, agents, desk.now) ?? []);
  const line = wanted.length > 0 ? await readLine(sql, wanted, DEPTH) : [];
  const items = line
    .filter((row) => !skip.has(row.conversationId))
    .map((row) => toItem(row, rules.get(row.queueId) as QueueRules));
  return { snapshot: { now: desk.now, policy: DEFAULT_POLICY, items, agents }, broken, cut: line.length >= DEPTH };
}

/**
 * The picture of who could take these conversations over: each is seen as though it waited now, and whoever holds it is not
 * asked. Conversations of a queue whose rules cannot be read are left out.
 */
export async function takeSnapshotOf(
  sql: Sql,
  conversationIds: string[],
  holders: ReadonlyMap<string, string>,
): Promise<MatchingSnapshot> {
  const desk = await readDeskOf(sql, conversationIds);
  const agents = desk.agents.map(toSlot);
  const { rules } = rulesOf(desk);
  const wanted = [...rules.keys()].map((queueId) => ({
    queueId,
    known: languagesOf(agents.filter((agent) => Object.hasOwn(agent.queues, queueId))),
  }));
  const line = await readLineOf(sql, wanted, conversationIds);
  const items = line.map((row) => {
    const holder = holders.get(row.conversationId);
    const excluded = holder ? [...row.excluded, holder] : row.excluded;
    return toItem({ ...row, excluded }, rules.get(row.queueId) as QueueRules);
  });
  return { now: desk.now, policy: DEFAULT_POLICY, items, agents };
}

function rulesOf({ queues }: Desk): { rules: Map<string, QueueRules>; broken: string[] } {
  const rules = new Map<string, QueueRules>();
  const broken: string[] = [];
  for (const queue of queues) {
    const skills = requirementsOf(queue.requirements);
    const weights = weightsOf(queue.weights);
    if (skills && weights) rules.set(queue.id, { skills, weights });
    else broken.push(queue.id);
  }
  return { rules, broken };
}

function wantedOf(queueId: string, queue: QueueRules, agents: AgentSlot[], now: number): LineWanted | undefined {
  const members = agents.filter((agent) => Object.hasOwn(agent.queues, queueId));
  const able = members.filter(
    (agent) =>
      agent.presence === 'available' &&
      agent.leaseExpiresAt > now &&
      freeUnits(agent) > 0 &&
      skillGap(queue.skills, agent) === null,
  );
  if (able.length === 0) return undefined;
  const channels = new Set([...Object.keys(DEFAULT_CHANNEL_WEIGHTS), ...Object.keys(queue.weights.channels ?? {})]);
  return {
    queueId,
    able: able.map((agent) => agent.agentId),
    speaks: languagesOf(able),
    known: languagesOf(members),
    weights: Object.fromEntries([...channels].map((channel) => [channel, weightOf(channel, 'waiting_on_us', queue.weights)])),
    otherWeight: weightOf('', 'waiting_on_us', queue.weights),
    room: Math.max(...able.map(freeUnits)),
  };
}

const languagesOf = (agents: AgentSlot[]): string[] => [...new Set(agents.flatMap((agent) => agent.languages))];
