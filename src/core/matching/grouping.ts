import { couldHold, presenceBlock, rankFor, standingBlock } from './eligibility.js';
import { agentState, kindOf, Lane, laneKey, limitedChannels } from './lane.js';
import type { AgentState, LaneKind, Profile } from './lane.js';
import { skillFitOf } from './score.js';
import type { AgentSlot, BlockReason, MatchingSnapshot, SkillRequirement, WaitingItem } from './snapshot.js';

/**
 * Waiting work grouped by what it requires, agents by what they offer: whether they fit is worked out once for each pair of
 * groups instead of once for each conversation and agent. Agents named in a decline, an exclusion or a hold form a group of
 * their own.
 */
export interface ItemClass {
  index: number;
  sample: WaitingItem;
  weight: number;
  kind: LaneKind;
  /** By profile index: why nobody of that profile may serve (null: they may, given room). */
  blocks: (BlockReason | null)[];
  /** By profile index: how well they fit (0 where blocked), weighted; filled by the board. */
  fits: number[];
  /** The lanes of all the others, best fit first. */
  open: OpenLane[];
}

export interface OpenLane {
  profile: Profile;
  lane: Lane;
  /** How well they fit: [0, 1], weighted by the board. */
  fit: number;
}

export interface Grouping {
  classes: ItemClass[];
  profiles: Profile[];
  /** The class of each item of the snapshot, by its place there. */
  classOf: ItemClass[];
  agents: Map<string, AgentState>;
}

const SEPARATOR = '\u0000';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortedSkills = (skills: SkillRequirement[]): SkillRequirement[] =>
  skills.length < 2 ? skills : [...skills].sort((a, b) => byText(a.skill, b.skill) || a.minLevel - b.minLevel);

function listKey(ids: readonly string[]): string {
  return ids.length === 1 ? (ids[0] as string) : [...ids].sort(byText).join(SEPARATOR);
}

const filled = (list: readonly string[] | undefined): list is readonly string[] => list !== undefined && list.length > 0;

/** Items with one key may be served by the same agents, equally well. `limited`: the channels that somebody's limits name. */
export function classKey(item: WaitingItem, limited: ReadonlySet<string>): string {
  const skills = sortedSkills(item.skills);
  let key = item.queueId + SEPARATOR + item.weight + SEPARATOR + (item.language ?? '') + SEPARATOR;
  for (const { skill, minLevel } of skills) key += skill + SEPARATOR + minLevel + SEPARATOR;
  if (item.declinedBy.length > 0) key += '\u0001' + listKey(item.declinedBy) + (item.otherCanServe ? '!' : '');
  if (filled(item.excluded)) key += '\u0002' + listKey(item.excluded);
  if (filled(item.groups)) key += '\u0003' + listKey(item.groups);
  if (filled(item.alsoQueues)) key += '\u0004' + listKey(item.alsoQueues);
  if (item.heldFor !== undefined) key += '\u0005' + item.heldFor;
  if (item.exclusive) key += '\u0006';
  if (limited.size > 0 && limited.has(item.channel)) key += '\u0007' + item.channel;
  return key;
}

/** What any item of the snapshot asks about; differences between agents beyond this do not split a profile. */
interface Asked {
  queues: Set<string>;
  skills: Set<string>;
  languages: Set<string>;
  groups: Set<string>;
  named: Set<string>;
}

type GroupedItems = Pick<Grouping, 'classes' | 'classOf'> & { asked: Asked };

function groupItems(items: WaitingItem[], limited: ReadonlySet<string>): GroupedItems {
  const byKey = new Map<string, ItemClass>();
  const classOf: ItemClass[] = [];
  const asked: Asked = { queues: new Set(), skills: new Set(), languages: new Set(), groups: new Set(), named: new Set() };
  for (const item of items) {
    const key = classKey(item, limited);
    let group = byKey.get(key);
    if (!group) {
      const about = { index: byKey.size, sample: item, weight: item.weight, kind: kindOf(item, limited) };
      byKey.set(key, (group = { ...about, blocks: [], fits: [], open: [] }));
      note(asked, item);
    }
    classOf.push(group);
  }
  return { classes: [...byKey.values()], classOf, asked };
}

function note(asked: Asked, item: WaitingItem): void {
  asked.queues.add(item.queueId);
  for (const id of item.alsoQueues ?? []) asked.queues.add(id);
  for (const { skill } of item.skills) asked.skills.add(skill);
  if (item.language !== null) asked.languages.add(item.language);
  for (const group of item.groups ?? []) asked.groups.add(group);
  for (const id of item.declinedBy) asked.named.add(id);
  for (const id of item.excluded ?? []) asked.named.add(id);
  if (item.heldFor !== undefined) asked.named.add(item.heldFor);
}

function profileKey(agent: AgentSlot, asked: Asked, now: number): string {
  const words: string[] = [];
  for (const queueId of Object.keys(agent.queues))
    if (asked.queues.has(queueId)) words.push('q' + queueId + '=' + agent.queues[queueId]);
  for (const skill of Object.keys(agent.skills)) if (asked.skills.has(skill)) words.push('s' + skill + '=' + agent.skills[skill]);
  for (const language of agent.languages) if (asked.languages.has(language)) words.push('l' + language);
  for (const group of agent.groups ?? []) if (asked.groups.has(group)) words.push('g' + group);
  if (asked.named.has(agent.agentId)) words.push('a' + agent.agentId);
  const limits = agent.capacity + SEPARATOR + (agent.limit ?? agent.capacity);
  return (presenceBlock(agent, now) ?? '') + SEPARATOR + limits + SEPARATOR + words.sort(byText).join(SEPARATOR);
}

function groupAgents(slots: AgentSlot[], asked: Asked, now: number): Pick<Grouping, 'profiles' | 'agents'> {
  const byKey = new Map<string, Profile>();
  const agents = new Map<string, AgentState>();
  for (const slot of slots) {
    const key = profileKey(slot, asked, now);
    let profile = byKey.get(key);
    if (!profile) byKey.set(key, (profile = { index: byKey.size, sample: slot, agents: [], lanes: new Map() }));
    const state = agentState(slot, profile);
    profile.agents.push(state);
    agents.set(slot.agentId, state);
  }
  return { profiles: [...byKey.values()], agents };
}

function laneIn(profile: Profile, { kind, weight }: ItemClass): Lane {
  const key = laneKey(kind);
  let lane = profile.lanes.get(key);
  if (!lane) profile.lanes.set(key, (lane = new Lane(kind, profile.agents)));
  lane.watch(weight);
  return lane;
}

/**
 * A decliner may be asked again only when no present, skilled agent who did not decline exists, busy or not, whose limits
 * could hold the conversation; otherwise the decliners stand aside.
 */
function fillTable(group: ItemClass, profiles: Profile[], now: number): void {
  const { sample } = group;
  for (const profile of profiles) group.blocks.push(standingBlock(sample, profile.sample, now));
  if (sample.declinedBy.length > 0 && otherCanServe(group, profiles))
    for (const { index, sample: agent } of profiles)
      if (group.blocks[index] === null && sample.declinedBy.includes(agent.agentId)) group.blocks[index] = 'declined';
  for (const profile of profiles) {
    group.fits.push(0);
    if (group.blocks[profile.index] !== null) continue;
    const fit = skillFitOf(sample.skills, profile.sample.skills, rankFor(sample, profile.sample) ?? 0);
    group.open.push({ profile, lane: laneIn(profile, group), fit });
  }
  group.open.sort((a, b) => b.fit - a.fit);
}

function otherCanServe({ sample, blocks }: ItemClass, profiles: Profile[]): boolean {
  if (sample.otherCanServe === true) return true;
  return profiles.some(
    ({ index, agents }) =>
      blocks[index] === null && agents.some(({ slot }) => !sample.declinedBy.includes(slot.agentId) && couldHold(sample, slot)),
  );
}

export function groupSnapshot({ items, agents: slots, now }: MatchingSnapshot): Grouping {
  const { classes, classOf, asked } = groupItems(items, limitedChannels(slots));
  const { profiles, agents } = groupAgents(slots, asked, now);
  for (const group of classes) fillTable(group, profiles, now);
  return { classes, profiles, classOf, agents };
}
