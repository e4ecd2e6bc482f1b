import type { AgentExplanation } from './explain.js';
import { languageIn } from './language-names.js';
import { namedIn } from './step-words.js';

/** Names as people read them; ids stay out of sentences. A missing skill or language name falls back to its code. */
export interface SentenceNames {
  agent: string;
  /** Null where nobody knows it. */
  customer: string | null;
  skills?: Record<string, string>;
  languages?: Record<string, string>;
  channels?: Record<string, string>;
  groups?: Record<string, string>;
}

/**
 * One English sentence for one agent's part in a decision, for example
 * "Ana: has helped Mei before, speaks Chinese, 2 of 4 slots free" or "Ben: does not speak Chinese".
 */
export function sentence(explanation: AgentExplanation, names: SentenceNames): string {
  const text = explanation.outcome === 'blocked' ? blockedText(explanation, names) : servingText(explanation, names);
  return `${names.agent}: ${text}`;
}

function servingText({ outcome, facts }: AgentExplanation, names: SentenceNames): string {
  const clauses: string[] = [];
  if (facts.preference === 'owner') clauses.push(`looks after ${customerOf(names)}`);
  if (facts.preference === 'last') clauses.push(`helped ${customerOf(names)} last`);
  if (facts.preference === 'earlier') clauses.push(`has helped ${customerOf(names)} before`);
  if (facts.language !== null) clauses.push(`speaks ${languageName(facts.language, names)}`);
  for (const { skill, level } of facts.skills) clauses.push(`${skillName(skill, names)} at level ${level}`);
  clauses.push(roomText(facts));
  if (facts.neededElsewhere) clauses.push('needed more for others who waited');
  else if (outcome === 'runner-up') clauses.push('next best');
  else if (outcome === 'outscored') clauses.push('others suit better');
  return clauses.join(', ');
}

function blockedText({ reason, facts }: AgentExplanation, names: SentenceNames): string {
  switch (reason) {
    case 'not_in_queue':
      return 'does not work in this queue';
    case 'excluded':
      return 'is not to be asked for this conversation';
    case 'held_for_other':
      return `is not the one ${customerOf(names)} chose to wait for`;
    case 'group':
      return `is not in ${groupsText(facts.groups ?? [], names)}`;
    case 'skill_missing':
      return `does not have ${skillName(facts.skillGap?.skill ?? 'the skill', names)}`;
    case 'skill_level': {
      const gap = facts.skillGap;
      return gap
        ? `has ${skillName(gap.skill, names)} at level ${gap.level}, level ${gap.minLevel} is needed`
        : 'has a required skill at too low a level';
    }
    case 'language':
      return `does not speak ${facts.language === null ? 'the language' : languageName(facts.language, names)}`;
    case 'offline':
      return 'is offline';
    case 'away':
      return 'is away';
    case 'finishing':
      return 'is finishing and takes no new work';
    case 'lease_expired':
      return 'has lost the connection';
    case 'declined':
      return 'has declined it, and somebody else can serve';
    case 'busy':
      return facts.exclusive
        ? 'has other work in hand, and this needs their whole attention'
        : 'is taken up by work that needs their whole attention';
    case 'channel_full':
      return `has no room left for ${facts.channel ? namedIn(names.channels, facts.channel) : 'this channel'}`;
    case 'no_capacity':
      return `has no room, ${roomText(facts)}`;
    default:
      return 'cannot take it';
  }
}

/** Slots of this conversation's size: what a person counts in, whatever the units. */
function roomText({ free, capacity, weight }: AgentExplanation['facts']): string {
  const size = weight > 0 ? weight : 1;
  return `${Math.max(0, Math.floor(free / size))} of ${Math.floor(capacity / size)} slots free`;
}

function groupsText(groups: string[], names: SentenceNames): string {
  const said = groups.map((group) => namedIn(names.groups, group));
  return said.length < 2 ? `the group ${said[0] ?? 'asked for'}` : `any of the groups ${said.join(', ')}`;
}

const customerOf = ({ customer }: SentenceNames): string => customer ?? 'the customer';

const skillName = (skill: string, { skills }: SentenceNames): string => namedIn(skills, skill);

const languageName = (language: string, { languages }: SentenceNames): string =>
  languages?.[language] ?? languageIn('en', language);
