import type { SkillRequirement } from '../matching/snapshot.js';

/** What an agent offers, whether they are there or not. */
export interface Offering {
  agentId: string;
  skills: Readonly<Record<string, number>>;
  languages: readonly string[];
  groups: readonly string[];
}

export interface Ask {
  skills: readonly SkillRequirement[];
  /** One of these; empty for any. */
  groups: readonly string[];
  language?: string | null;
}

/** One thing an agent lacks; `level` is what they have of the skill, 0 for none. */
export type Lack = { skill: string; minLevel: number; level: number } | { groups: string[] } | { language: string };

const levelOf = (agent: Offering, skill: string): number =>
  Object.hasOwn(agent.skills, skill) ? (agent.skills[skill] as number) : 0;

/** Everything that keeps the agent from serving what is asked; empty: they can. A tag like `zh-CN` is met by `zh`. */
export function lacksOf(agent: Offering, { skills, groups, language }: Ask): Lack[] {
  const lacks: Lack[] = skills.flatMap(({ skill, minLevel }) => {
    const level = levelOf(agent, skill);
    return level < minLevel ? [{ skill, minLevel, level }] : [];
  });
  if (groups.length > 0 && !groups.some((group) => agent.groups.includes(group))) lacks.push({ groups: [...groups] });
  if (language && !agent.languages.includes(language) && !agent.languages.includes(language.split('-', 1)[0] as string))
    lacks.push({ language });
  return lacks;
}

/** How far off: a missing level counts one, a missing skill, group or language as much as all five levels. */
const distance = (lacks: readonly Lack[]): number =>
  lacks.reduce((sum, lack) => sum + ('skill' in lack && lack.level > 0 ? lack.minLevel - lack.level : 5), 0);

export interface Nearest {
  agentId: string;
  lacks: Lack[];
}

/** Who comes nearest to what is asked; with no lacks: who can. Null where there is nobody. Ties end in ids. */
export function nearestTo(agents: readonly Offering[], ask: Ask): Nearest | null {
  let best: { agentId: string; lacks: Lack[]; far: number } | null = null;
  for (const agent of agents) {
    const lacks = lacksOf(agent, ask);
    const far = distance(lacks);
    if (!best || far < best.far || (far === best.far && agent.agentId < best.agentId))
      best = { agentId: agent.agentId, lacks, far };
  }
  return best && { agentId: best.agentId, lacks: best.lacks };
}
