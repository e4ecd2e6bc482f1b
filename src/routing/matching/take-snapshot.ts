import { DEFAULT_CHANNEL_WEIGHTS, type QueueWeights, weightOf } from '../../core/capacity/weights.js';
import { freeUnits } from '../../core/capacity/limits.js';
import { skillGap } from '../../core/matching/eligibility.js';
import {
  type AgentSlot,
  DEFAULT_POLICY,
  type MatchingSnapshot,
  type PreferredAgent,
  type SkillRequirement,
  type WaitingItem,
} from '../../core/matching/snapshot.js';
import type { Sql } from '../../platform/database/tx.js';
import {
  type AgentRow,
  type Desk,
  type LineRow,
  type LineWanted,
  readDesk,
  readDeskOf,
  readLine,
  readLineOf,
} from './routing-snapshot.queries.js';

/** How deep a pass looks into each line; a longer line is worked off in several passes. */
const DEPTH = 200;
/** More names than this add nothing: nobody waits for the fourth-best acquaintance. */
const EARLIER = 3;

/** The rules of a queue, checked: what is stored there was written by people. */
export interface QueueRules {
  skills: SkillRequirement[];
  weights: QueueWeights;
}

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

/** What a new conversation weighs in a queue with these stored weights, while it waits on us. */
export function claimWeight(channel: string, storedWeights: unknown): number {
  return weightOf(channel, 'waiting_on_us', weightsOf(storedWeights) ?? {});
}

function toSlot(row: AgentRow): AgentSlot {
  const { id, capacity, reserved, languages, skills, queues, presence, leaseExpiresAt, idleSince } = row;
  return { agentId: id, capacity, reserved, languages, skills, queues, presence, leaseExpiresAt, idleSince };
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

function toItem(row: LineRow, { skills, weights }: QueueRules): WaitingItem {
  const {
    conversationId,
    customerId,
    queueId,
    channel,
    epoch,
    priority,
    waitingSince,
    deadlineAt,
    language,
    declinedBy,
    excluded,
  } = row;
  return {
    ...{
      conversationId,
      customerId,
      queueId,
      channel,
      epoch,
      priority,
      waitingSince,
      deadlineAt,
      language,
      declinedBy,
      excluded,
      skills,
    },
    weight: weightOf(channel, 'waiting_on_us', weights),
    preferred: preferredOf(row),
  };
}

/** The named account owner, who served last, then others who know the customer; each once, excluded ones never. */
function preferredOf({ owner, last, earlier, excluded }: LineRow): PreferredAgent[] {
  const [lastServed, ...others] = last ? [last, ...earlier] : earlier;
  const preferred: PreferredAgent[] = [];
  const add = (agentId: string | null | undefined, why: PreferredAgent['why']): void => {
    if (agentId && !excluded.includes(agentId) && preferred.every((one) => one.agentId !== agentId))
      preferred.push({ agentId, why });
  };
  add(owner, 'owner');
  add(lastServed, 'last');
  for (const agentId of others.slice(0, EARLIER)) add(agentId, 'earlier');
  return preferred;
}

function requirementsOf(stored: unknown): SkillRequirement[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const skills = (stored as Partial<SkillRequirement>[]).map((one) => ({ skill: one?.skill, minLevel: one?.minLevel ?? 1 }));
  const good = skills.every(({ skill, minLevel }) => typeof skill === 'string' && Number.isInteger(minLevel));
  return good ? (skills as SkillRequirement[]) : undefined;
}

function weightsOf(stored: unknown): QueueWeights | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined;
  const { channels = {}, statePercent = {} } = stored as QueueWeights;
  const numbers = [...Object.values(channels ?? {}), ...Object.values(statePercent ?? {})];
  if (!numbers.every((one) => Number.isInteger(one) && (one as number) >= 0 && (one as number) <= 10_000)) return undefined;
  return { channels: channels ?? {}, statePercent: statePercent ?? {} };
}
