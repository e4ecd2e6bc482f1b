import type { Applied } from '../requirements/effective.js';
import { BLOCK_REASONS } from './snapshot.js';
import type { BlockReason, SkillRequirement } from './snapshot.js';
import { namedIn, stepWords } from './step-words.js';
import { languageIn } from './language-names.js';
import type { StepNames } from './step-words.js';

/** Why a conversation waits: what the matcher found, and before it what keeps a conversation from it. */
export const WAIT_BINDINGS = [
  ...['not_routed', 'queue_paused', 'queue_closed', 'rules_unreadable', 'set_aside', 'nothing', 'no_agents'],
  ...BLOCK_REASONS,
] as const as readonly WaitBinding[];
export type WaitBinding =
  | 'not_routed'
  | 'queue_paused'
  | 'queue_closed'
  | 'rules_unreadable'
  | 'set_aside'
  /** Somebody can take it now. */
  | 'nothing'
  | 'no_agents'
  | BlockReason;

/** All that is said about one waiting conversation. Times are words already. */
export interface WaitingCase {
  binding: WaitBinding;
  counts: Record<BlockReason, number>;
  asks: { skills: readonly SkillRequirement[]; language: string | null; groups: readonly string[] };
  channel: string;
  exclusive: boolean;
  /** The agent the customer chose to wait for. */
  heldFor: { name: string; until: string } | null;
  /** `nothing`: who can take it. */
  agent?: string | null;
  /** Paused, closed or set aside until then; left out or null: nobody knows. */
  until?: string | null;
  /** Why it is paused, or which fault it was set aside for. */
  because?: string | null;
  /** What gives way next, and when. */
  next: { steps: readonly Applied[]; at: string } | null;
}

/** Who could serve, if only they were there or free. */
const MET: readonly BlockReason[] = BLOCK_REASONS.slice(BLOCK_REASONS.indexOf('offline'));

/** One English sentence for a supervisor: "3 who speak zh, all without room; the next step drops the language at 10:42". */
export function waitingSentence(one: WaitingCase, names: StepNames = {}): string {
  const outside = outsideText(one);
  if (outside) return outside;
  const able = MET.reduce((sum, reason) => sum + one.counts[reason], 0);
  const text = one.heldFor ? heldText(one) : able > 0 ? ableText(one, able, names) : nobodyText(one, names);
  return one.next
    ? `${text}; the next step ${listed(one.next.steps.map((step) => stepWords(step, names)))} at ${one.next.at}`
    : text;
}

function outsideText({ binding, until, because, agent }: WaitingCase): string | null {
  switch (binding) {
    case 'not_routed':
      return 'has just come in and is about to get its queue';
    case 'queue_paused':
      return `the queue is paused${because ? ` (${because})` : ''}${until ? ` until ${until}` : ''}`;
    case 'queue_closed':
      return until ? `the queue is closed until ${until}` : 'the queue is closed, and no opening is planned';
    case 'rules_unreadable':
      return 'the rules of its queue cannot be read, so nothing of it is given out';
    case 'set_aside':
      return `giving it out failed by a fault${because ? ` (${because})` : ''}${until ? `, tried again at ${until}` : ''}`;
    case 'nothing':
      return `${agent ?? 'somebody'} can take it now`;
    default:
      return null;
  }
}

function heldText({ heldFor, binding, counts, channel, exclusive }: WaitingCase): string {
  const asked = MET.find((reason) => counts[reason] > 0);
  const held = `waits for ${heldFor!.name} until ${heldFor!.until}, who`;
  if (asked) return `${held} is ${stateText(asked, channel, exclusive)}`;
  return binding === 'held_for_other' ? `${held} does not work in this queue` : `${held} does not meet what it asks`;
}

function ableText({ counts, asks, channel, exclusive }: WaitingCase, able: number, names: StepNames): string {
  const found = MET.filter((reason) => counts[reason] > 0);
  const who = `${able} who ${meetText(asks, able === 1, names)}`;
  const [first] = found;
  if (found.length === 1) {
    const all = able === 1 ? '' : able === 2 ? 'both ' : 'all ';
    return `${who}, ${all}${stateText(first as BlockReason, channel, exclusive)}`;
  }
  return `${who}: ${found.map((reason) => `${counts[reason]} ${stateText(reason, channel, exclusive)}`).join(', ')}`;
}

/** What agents are who meet all that is asked and still cannot take it now. */
function stateText(reason: BlockReason, channel: string, exclusive: boolean): string {
  switch (reason) {
    case 'away':
    case 'offline':
      return reason;
    case 'finishing':
      return 'finishing and taking no new work';
    case 'lease_expired':
      return 'disconnected';
    case 'declined':
      return 'not asked again after declining';
    case 'busy':
      return exclusive ? 'busy, and this needs their whole attention' : 'in work that needs their whole attention';
    case 'channel_full':
      return `at their limit for ${channel}`;
    default:
      return 'without room';
  }
}

function meetText({ skills, language, groups }: WaitingCase['asks'], single: boolean, names: StepNames): string {
  const [has, speaks, is, works] = single ? ['has', 'speaks', 'is', 'works'] : ['have', 'speak', 'are', 'work'];
  const clauses = [
    ...(language === null ? [] : [`${speaks} ${languageIn('en', language)}`]),
    ...(skills.length === 0 ? [] : [`${has} ${skillsText(skills, names)}`]),
    ...(groups.length === 0 ? [] : [`${is} in ${groupsText(groups, names)}`]),
  ];
  return clauses.length > 0 ? listed(clauses) : `${works} in this queue`;
}

/** Nobody meets what it asks, whatever they are doing: the gate that stopped those who came furthest is named. */
function nobodyText({ binding, counts, asks }: WaitingCase, names: StepNames): string {
  const { skills, language, groups } = asks;
  switch (binding) {
    case 'group':
      return `nobody is in ${groupsText(groups, names)}`;
    case 'skill_missing':
      return `nobody has ${skillsText(skills, names)}`;
    case 'skill_level':
      return `nobody has ${skillsText(skills, names)} (${counts.skill_level} at a lower level)`;
    case 'language':
      return `nobody who could serve it otherwise speaks ${language === null ? 'its language' : languageIn('en', language)}`;
    case 'excluded':
      return 'whoever could serve it has just passed it on';
    default:
      return 'nobody works in this queue';
  }
}

const skillsText = (skills: readonly SkillRequirement[], { skills: names }: StepNames): string =>
  listed(
    skills.map(({ skill, minLevel }) => (minLevel > 1 ? `${namedIn(names, skill)} at level ${minLevel}` : namedIn(names, skill))),
  );

const groupsText = (groups: readonly string[], { groups: names }: StepNames): string =>
  groups.length === 1
    ? `the group ${namedIn(names, groups[0] as string)}`
    : `any of the groups ${groups.map((group) => namedIn(names, group)).join(', ')}`;

function listed(parts: string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
