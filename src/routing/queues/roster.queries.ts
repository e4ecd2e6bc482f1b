import type { Offering } from '../../core/requirements/satisfy.js';
import type { Roster, Unmet } from '../../core/requirements/warnings.js';
import type { WarningView } from '../../contracts/rule-views.js';
import type { Sql } from '../../platform/database/tx.js';

/** An enabled agent, whether they are there or not. */
export interface Rostered extends Offering {
  name: string;
  queueIds: string[];
  /** Units, and the part of them that is kept for returning customers. */
  capacity: number;
  returnReserve: number;
  channelLimits: Record<string, number>;
}

export interface NamedRoster extends Roster {
  everybody: readonly Rostered[];
  nameOf: (agentId: string) => string;
}

/** Every enabled agent with what they offer and where, present or not. */
export async function readRoster(sql: Sql): Promise<NamedRoster> {
  const rows = await sql.query<Rostered>(`
    SELECT a.id AS "agentId", a.name, a.languages, a.groups, a.capacity,
           a.return_reserve AS "returnReserve", a.channel_limits AS "channelLimits",
           coalesce((SELECT jsonb_object_agg(k.key, s.level) FROM agent_skills s JOIN skills k ON k.id = s.skill_id WHERE s.agent_id = a.id), '{}') AS skills,
           ARRAY(SELECT queue_id FROM queue_agents WHERE agent_id = a.id) AS "queueIds"
    FROM agents a WHERE a.disabled_at IS NULL`);
  const names = new Map(rows.map((row) => [row.agentId, row.name]));
  return {
    everybody: rows,
    membersOf: (queueId) => rows.filter((row) => row.queueIds.includes(queueId)),
    nameOf: (agentId) => names.get(agentId) ?? '',
  };
}

/** Warnings in words; they refuse nothing. */
export const warningsOf = (unmet: readonly Unmet[], roster: NamedRoster): WarningView[] =>
  unmet.map(({ pointer, nearest }) => ({
    pointer,
    detail: nearest
      ? `nobody can satisfy this today; ${roster.nameOf(nearest.agentId)} comes nearest and lacks ${nearest.lacks.map(lackInWords).join(', ')}`
      : 'nobody is there who could satisfy this',
    nearest: nearest ? { id: nearest.agentId, name: roster.nameOf(nearest.agentId) } : null,
  }));

function lackInWords(lack: NonNullable<Unmet['nearest']>['lacks'][number]): string {
  if ('groups' in lack) return `one of the groups ${lack.groups.join(', ')}`;
  if ('language' in lack) return `the language ${lack.language}`;
  return lack.level === 0
    ? `${lack.skill} at level ${lack.minLevel}`
    : `${lack.skill} at level ${lack.minLevel} (has ${lack.level})`;
}
