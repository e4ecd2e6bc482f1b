import { AT_LAST, effective, type QueueAsk } from './effective.js';
import { type Ask, type Lack, nearestTo, type Offering } from './satisfy.js';
import type { SkillAsk } from './steps.js';

/** What nobody of today can satisfy, where it stands, and who comes nearest. */
export interface Unmet {
  /** JSON Pointer into what was saved. */
  pointer: string;
  nearest: { agentId: string; lacks: Lack[] } | null;
}

export interface Roster {
  /** Enabled agents; whether they are there does not matter. */
  everybody: readonly Offering[];
  membersOf: (queueId: string) => readonly Offering[];
}

/** Of a queue: what it asks at first, each step after which still nobody can serve, and groups or queues with nobody in them. */
export function unmetInQueue(queueId: string, queue: QueueAsk, roster: Roster): Unmet[] {
  const unmet: Unmet[] = [];
  const first = unmetAsk(queueId, queue, 0, roster);
  if (first)
    unmet.push({
      pointer: first.lacks.some((lack) => 'groups' in lack) && queue.skills.length === 0 ? '/groups' : '/requirements',
      nearest: first.nearest,
    });
  queue.steps.forEach((step, place) => {
    const pointer = `/steps/${place}`;
    const empty = (step.addQueues ?? []).findIndex((id) => roster.membersOf(id).length === 0);
    if (empty >= 0) return void unmet.push({ pointer: `${pointer}/addQueues/${empty}`, nearest: null });
    if (step.addGroups && !roster.everybody.some((agent) => agent.groups.some((group) => step.addGroups?.includes(group))))
      return void unmet.push({ pointer: `${pointer}/addGroups`, nearest: null });
    if (step.toQueue !== undefined || step.raisePriority !== undefined) return;
    const still = unmetAsk(queueId, queue, step.afterMs, roster);
    if (still) unmet.push({ pointer, nearest: still.nearest });
  });
  return unmet;
}

function unmetAsk(
  queueId: string,
  queue: QueueAsk,
  waitedMs: number,
  roster: Roster,
): { nearest: Unmet['nearest']; lacks: Lack[] } | null {
  const { skills, groups, alsoQueues } = effective(queue, { skills: [], language: null }, waitedMs);
  if (skills.length === 0 && groups.length === 0) return null;
  const members = [queueId, ...alsoQueues].flatMap((id) => roster.membersOf(id));
  return unmetBy(members.length > 0 ? members : roster.everybody, { skills, groups });
}

function unmetBy(agents: readonly Offering[], ask: Ask): { nearest: Unmet['nearest']; lacks: Lack[] } | null {
  const nearest = nearestTo(agents, ask);
  if (nearest?.lacks.length === 0) return null;
  return { nearest, lacks: nearest?.lacks ?? [] };
}

/** Of a rule: what it asks of those who would serve where it sends the conversation (`queue` null: of anybody). */
export function unmetInRule(
  asked: { skills?: readonly SkillAsk[]; language?: string },
  queue: (QueueAsk & { id: string }) | null,
  roster: Roster,
): Unmet[] {
  const agents = queue ? [queue.id, ...effective(queue, none, AT_LAST).alsoQueues].flatMap(roster.membersOf) : roster.everybody;
  const groups = queue ? effective(queue, none, 0).groups : [];
  const unmet: Unmet[] = [];
  const skills = unmetBy(agents, { skills: asked.skills ?? [], groups });
  if (asked.skills && asked.skills.length > 0 && skills) unmet.push({ pointer: '/actions/skills', nearest: skills.nearest });
  const language = unmetBy(agents, { skills: [], groups: [], language: asked.language ?? null });
  if (asked.language !== undefined && language) unmet.push({ pointer: '/actions/language', nearest: language.nearest });
  return unmet;
}

const none = { skills: [], language: null };
