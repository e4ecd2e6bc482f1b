import { DEFAULT_CHANNEL_WEIGHTS, weightOf } from '../../core/capacity/weights.js';
import { freeUnits } from '../../core/capacity/limits.js';
import { standingBlock } from '../../core/matching/eligibility.js';
import type { AgentSlot, MatchingSnapshot, WaitingItem } from '../../core/matching/snapshot.js';
import { AT_LAST, capsOf, effective, type Effective, thresholdsOf } from '../../core/requirements/effective.js';
import { channels } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';
import { activePolicy } from '../policies/policies.queries.js';
import { toSlot } from './agent-slot.js';
import { type Desk, readDesk, readDeskIn, readDeskOf } from './desk.queries.js';
import { type LineWanted, readLine, readLineIn, readLineOf } from './line.queries.js';
import { type QueueRules, rulesOf, takesAll } from './queue-rules.js';
import { toItem } from './waiting-item.js';

/**
 * How deep a pass looks into each line: as far as those who are free could serve, so that a long line is worked off in one pass;
 * at least so far that there is something to choose from; at most so far over all lines that the picture stays a matter of
 * milliseconds.
 */
const LEAST_DEPTH = 200;
const MOST_ITEMS = 5_000;

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
  const { rules, broken } = rulesByQueue(desk);
  const wanted = [...rules].flatMap(([queueId, queue]) => wantedOf(queueId, queue, agents, desk.now));
  const line =
    wanted.length > 0
      ? await readLine(
          sql,
          wanted.map((one) => ({ ...one, depth: depthOf(one.depth, wanted.length) })),
        )
      : [];
  const items = line
    .filter((row) => !skip.has(row.conversationId))
    .map((row) => toItem(row, rules.get(row.queueId) as QueueRules, desk.now));
  const policy = await activePolicy(sql);
  return { snapshot: { now: desk.now, policy, items, agents }, broken, cut: line.length >= LEAST_DEPTH };
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
  const { rules } = rulesByQueue(desk);
  const wanted = [...rules.keys()].map((queueId) => ({
    queueId,
    known: languagesOf(agents.filter((agent) => Object.hasOwn(agent.queues, queueId))),
  }));
  const line = await readLineOf(sql, wanted, conversationIds);
  const items = line.map((row) => {
    const holder = holders.get(row.conversationId);
    const excluded = holder ? [...row.excluded, holder] : row.excluded;
    return toItem({ ...row, excluded }, rules.get(row.queueId) as QueueRules, desk.now);
  });
  return { now: desk.now, policy: await activePolicy(sql), items, agents };
}

export interface LineThere {
  /** As they would ask at last, once everything that gives way with time has. */
  items: WaitingItem[];
  /** Who serves that queue, also by a step that widens it; present or not. */
  agents: AgentSlot[];
}

/** These conversations as though they waited in another queue. Undefined where the rules of that queue cannot be read. */
export async function takeLineIn(
  sql: Sql,
  queueId: string,
  conversationIds: string[],
  holders: ReadonlyMap<string, string>,
): Promise<LineThere | undefined> {
  const desk = await readDeskIn(sql, [queueId]);
  const agents = desk.agents.map(toSlot);
  const queue = rulesByQueue(desk).rules.get(queueId);
  if (!queue) return undefined;
  const known = languagesOf(agents.filter((agent) => Object.hasOwn(agent.queues, queueId)));
  const line = await readLineIn(sql, { queueId, known }, conversationIds);
  const items = line.map((row) => {
    // A move asks everybody again but whoever has it now.
    const holder = holders.get(row.conversationId);
    return toItem({ ...row, excluded: holder ? [holder] : [], waitingSince: 0 }, queue, AT_LAST);
  });
  return { items, agents };
}

function rulesByQueue({ queues }: Desk): { rules: Map<string, QueueRules>; broken: string[] } {
  const read = queues.map((queue) => [queue.id, rulesOf(queue)] as const);
  const rules = new Map(read.filter((one): one is readonly [string, QueueRules] => one[1] !== undefined));
  return { rules, broken: read.filter(([, one]) => one === undefined).map(([id]) => id) };
}

/** One for each stretch of waiting in which the queue asks the same, and in which somebody could serve. */
function wantedOf(queueId: string, queue: QueueRules, agents: AgentSlot[], now: number): LineWanted[] {
  const bounds = [0, ...thresholdsOf(queue)];
  return bounds.flatMap((fromMs, place) => stretchOf(queueId, queue, agents, { now, fromMs, untilMs: bounds[place + 1] }) ?? []);
}

function stretchOf(
  queueId: string,
  queue: QueueRules,
  agents: AgentSlot[],
  { now, fromMs, untilMs }: { now: number; fromMs: number; untilMs: number | undefined },
): LineWanted | undefined {
  const asked = effective(queue, { skills: [], language: null }, fromMs);
  const sample = anyoneAsking(queueId, asked);
  const members = agents.filter((agent) => [queueId, ...asked.alsoQueues].some((id) => Object.hasOwn(agent.queues, id)));
  const able = members.filter((agent) => standingBlock(sample, agent, now) === null && freeUnits(agent) > 0);
  if (able.length === 0) return undefined;
  const anyLanguage = queue.steps.some((step) => step.dropLanguage && step.afterMs <= fromMs);
  return {
    queueId,
    // The first stretch has no end towards the present: who came after the picture was begun belongs to it.
    before: fromMs > 0 ? momentAfter(now - fromMs) : null,
    notBefore: untilMs === undefined ? null : momentAfter(now - untilMs),
    able: able.map((agent) => agent.agentId),
    speaks: languagesOf(able),
    known: anyLanguage ? [] : languagesOf(members),
    channels: knownChannels.filter((channel) => able.some((agent) => hasRoom(agent, channel, queue))),
    kinds: kindsOf(able),
    caps: capsOf(queue, fromMs),
    depth: placesOf(able, queue),
  };
}

const depthOf = (places: number, lines: number): number =>
  Math.max(LEAST_DEPTH, Math.min(places, Math.floor(MOST_ITEMS / lines)));

/** How many conversations of the lightest kind the agents could take together. */
function placesOf(able: AgentSlot[], { weights }: QueueRules): number {
  const lightest = Math.max(1, Math.min(...knownChannels.map((channel) => weightOf(channel, 'waiting_on_us', weights))));
  return able.reduce((sum, agent) => sum + Math.max(1, Math.floor(freeUnits(agent) / lightest)), 0);
}

/** Waits are counted in whole milliseconds: this is the first moment that is later than the given one. */
const momentAfter = (at: number): string => new Date(at + 1).toISOString();

const knownChannels = [...new Set([...channels, ...Object.keys(DEFAULT_CHANNEL_WEIGHTS)])];

function hasRoom(agent: AgentSlot, channel: string, queue: QueueRules): boolean {
  if (weightOf(channel, 'waiting_on_us', queue.weights) > freeUnits(agent)) return false;
  if ((agent.channelRoom?.[channel] ?? 1) < 1) return false;
  return !takesAll(channel, queue) || (agent.active ?? agent.reserved) === 0;
}

/** A conversation that asks what its queue asks and nothing more, for judging agents by. */
function anyoneAsking(queueId: string, { skills, groups, alsoQueues }: Effective): WaitingItem {
  return {
    ...{
      conversationId: '',
      customerId: '',
      queueId,
      channel: '',
      epoch: 0,
      priority: 0,
      waitingSince: 0,
      deadlineAt: null,
      weight: 0,
    },
    ...{ skills, language: null, groups, alsoQueues, preferred: [], declinedBy: [] },
  };
}

function kindsOf(agents: AgentSlot[]): LineWanted['kinds'] {
  const kinds = new Map<string, LineWanted['kinds'][number]>();
  for (const { skills, languages } of agents) kinds.set(JSON.stringify([skills, languages]), { skills, languages });
  return [...kinds.values()];
}

const languagesOf = (agents: AgentSlot[]): string[] => [...new Set(agents.flatMap((agent) => agent.languages))];
