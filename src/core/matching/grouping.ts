import { presenceBlock, standingBlock } from './eligibility.js';
import { rankOf, skillFitOf } from './score.js';
import type { AgentSlot, BlockReason, MatchingSnapshot, SkillRequirement, WaitingItem } from './snapshot.js';

/**
 * Waiting work grouped by what it requires, agents by what they offer: whether they fit is worked out once for each pair of
 * groups instead of once for each conversation and agent. Agents named in a decline or an exclusion form a group of their own.
 */
export interface ItemClass {
  index: number;
  sample: WaitingItem;
  weight: number;
  /** By profile index: why nobody of that profile may serve (null: they may, given room), and how well they fit, [0, 1]. */
  blocks: (BlockReason | null)[];
  fits: number[];
}

export interface AgentState {
  slot: AgentSlot;
  /** What is left of capacity in this pass; may start below zero. */
  free: number;
  profile: Profile;
}

export interface Profile {
  index: number;
  sample: AgentSlot;
  capacity: number;
  /** Least loaded first, then longest idle, then by id; kept in order as the pass takes capacity. */
  agents: AgentState[];
}

export interface Grouping {
  classes: ItemClass[];
  profiles: Profile[];
  classOf: Map<WaitingItem, ItemClass>;
  agents: Map<string, AgentState>;
}

const SEPARATOR = '\u0000';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortedSkills = (skills: SkillRequirement[]): SkillRequirement[] =>
  skills.length < 2 ? skills : [...skills].sort((a, b) => byText(a.skill, b.skill) || a.minLevel - b.minLevel);

function listKey(ids: readonly string[] | undefined): string {
  if (!ids || ids.length === 0) return '';
  return ids.length === 1 ? (ids[0] as string) : [...ids].sort(byText).join(SEPARATOR);
}

function classKey(item: WaitingItem, skills: SkillRequirement[]): string {
  let key = item.queueId + SEPARATOR + item.weight + SEPARATOR + (item.language ?? '') + SEPARATOR;
  for (const { skill, minLevel } of skills) key += skill + SEPARATOR + minLevel + SEPARATOR;
  if (item.declinedBy.length > 0) key += '\u0001' + listKey(item.declinedBy) + (item.otherCanServe ? '!' : '');
  if (item.excluded && item.excluded.length > 0) key += '\u0002' + listKey(item.excluded);
  return key;
}

/** What any item of the snapshot asks about; differences between agents beyond this do not split a profile. */
interface Asked {
  queues: Set<string>;
  skills: Set<string>;
  languages: Set<string>;
  named: Set<string>;
}

function groupItems(items: WaitingItem[]): { classes: ItemClass[]; classOf: Map<WaitingItem, ItemClass>; asked: Asked } {
  const byKey = new Map<string, ItemClass>();
  const classOf = new Map<WaitingItem, ItemClass>();
  const asked: Asked = { queues: new Set(), skills: new Set(), languages: new Set(), named: new Set() };
  for (const item of items) {
    const skills = sortedSkills(item.skills);
    const key = classKey(item, skills);
    let group = byKey.get(key);
    if (!group) {
      group = { index: byKey.size, sample: { ...item, skills }, weight: item.weight, blocks: [], fits: [] };
      byKey.set(key, group);
      note(asked, item);
    }
    classOf.set(item, group);
  }
  return { classes: [...byKey.values()], classOf, asked };
}

function note(asked: Asked, item: WaitingItem): void {
  asked.queues.add(item.queueId);
  for (const { skill } of item.skills) asked.skills.add(skill);
  if (item.language !== null) asked.languages.add(item.language);
  for (const id of item.declinedBy) asked.named.add(id);
  for (const id of item.excluded ?? []) asked.named.add(id);
}

function profileKey(agent: AgentSlot, asked: Asked, now: number): string {
  const words: string[] = [];
  for (const queueId of Object.keys(agent.queues))
    if (asked.queues.has(queueId)) words.push(`q${queueId}=${agent.queues[queueId]}`);
  for (const skill of Object.keys(agent.skills)) if (asked.skills.has(skill)) words.push(`s${skill}=${agent.skills[skill]}`);
  for (const language of agent.languages) if (asked.languages.has(language)) words.push(`l${language}`);
  if (asked.named.has(agent.agentId)) words.push(`a${agent.agentId}`);
  return `${presenceBlock(agent, now) ?? ''}${SEPARATOR}${agent.capacity}${SEPARATOR}${words.sort(byText).join(SEPARATOR)}`;
}

/** Least loaded, then longest idle, then id. Only meaningful between agents of the same capacity (as in one profile). */
export function agentOrder(a: AgentState, b: AgentState): number {
  return b.free - a.free || a.slot.idleSince - b.slot.idleSince || byText(a.slot.agentId, b.slot.agentId);
}

function groupAgents(agents: AgentSlot[], asked: Asked, now: number): { profiles: Profile[]; states: Map<string, AgentState> } {
  const byKey = new Map<string, Profile>();
  const states = new Map<string, AgentState>();
  for (const slot of agents) {
    const key = profileKey(slot, asked, now);
    let profile = byKey.get(key);
    if (!profile) {
      profile = { index: byKey.size, sample: slot, capacity: slot.capacity, agents: [] };
      byKey.set(key, profile);
    }
    const state: AgentState = { slot, free: slot.capacity - slot.reserved, profile };
    profile.agents.push(state);
    states.set(slot.agentId, state);
  }
  const profiles = [...byKey.values()];
  for (const profile of profiles) profile.agents.sort(agentOrder);
  return { profiles, states };
}

/**
 * A decliner may be asked again only when no present, skilled agent who did not decline exists, busy or not, whose limit could
 * ever hold the conversation; otherwise the decliners stand aside.
 */
function fillTable(group: ItemClass, profiles: Profile[], now: number): void {
  const { sample } = group;
  let otherCanServe = sample.otherCanServe === true;
  for (const profile of profiles) {
    const block = standingBlock(sample, profile.sample, now);
    group.blocks.push(block);
    const serves = block === null;
    group.fits.push(serves ? skillFitOf(sample.skills, profile.sample.skills, rankOf(profile.sample, sample.queueId) ?? 0) : 0);
    if (serves && profile.capacity >= group.weight && !sample.declinedBy.includes(profile.sample.agentId)) otherCanServe = true;
  }
  if (sample.declinedBy.length === 0 || !otherCanServe) return;
  for (const profile of profiles) {
    if (group.blocks[profile.index] === null && sample.declinedBy.includes(profile.sample.agentId)) {
      group.blocks[profile.index] = 'declined';
    }
  }
}

export function groupSnapshot(snapshot: MatchingSnapshot): Grouping {
  const { classes, classOf, asked } = groupItems(snapshot.items);
  const { profiles, states } = groupAgents(snapshot.agents, asked, snapshot.now);
  for (const group of classes) fillTable(group, profiles, snapshot.now);
  return { classes, profiles, classOf, agents: states };
}
