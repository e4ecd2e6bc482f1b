import type { PresenceState } from '../../contracts/words.js';
import type { Standing } from '../../core/capacity/admission.js';
import type { Sql } from '../../platform/database/tx.js';
import { heldByChannel, heldRows, heldUnits, standingTerms } from '../work/reserved.queries.js';

/** A queue with work in line; what it asks and weighs is as stored and not yet believed. */
export interface QueueRow {
  id: string;
  requirements: unknown;
  weights: unknown;
  groups: string[];
  steps: unknown;
}

/** A member of such a queue, present or not: absent ones are kept for the reason why not. Times in epoch ms. */
export interface AgentRow extends Standing {
  id: string;
  /** The moment of the picture. */
  now: number;
  groups: string[];
  languages: string[];
  skills: Record<string, number>;
  queues: Record<string, number>;
  presence: PresenceState;
  leaseExpiresAt: number;
  idleSince: number;
}

export interface Desk {
  now: number;
  queues: QueueRow[];
  agents: AgentRow[];
}

/** Neither paused by hand nor outside its hours, by the relation `clock(now)`; it opens and closes by itself, before the sweep says so. */
export const isOpen = `q.paused_at IS NULL AND CASE WHEN q.closed_until IS NULL THEN coalesce(q.hours_change_at > clock.now, true)
  ELSE q.closed_until <= clock.now END`;

/** Somebody waits in the queue `q`. By the order of the line, so that its index answers; a mere EXISTS invites a look at every conversation. */
export const hasLine = `(SELECT c.id FROM conversations c WHERE c.queue_id = q.id AND c.status = 'waiting'
  ORDER BY c.priority DESC, c.waiting_since, c.id LIMIT 1) IS NOT NULL`;

/** Queues whose members may serve those of the relation `due` (id, steps), by now or after a step. */
export const servedBy = (due: string): string => `SELECT id FROM ${due}
  UNION SELECT q.id FROM queues q JOIN (SELECT DISTINCT jsonb_path_query(steps, 'lax $[*].addQueues[*]') #>> '{}' AS id FROM ${due}) also
    ON also.id = q.id::text`;

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;

interface DeskRow {
  now: string;
  queues: QueueRow[] | null;
  agents: AgentRow[] | null;
}

/** How much the last desk held, by the power of two. */
let size = 0;

/** Everybody who serves a queue with waiting work, and those queues, in one statement and so at one moment. */
export async function readDesk(sql: Sql): Promise<Desk> {
  // A plan kept from when there was little costs seconds once there is much: another one for each doubling of what was read last.
  const desk = toDesk(await sql.prepared<DeskRow>(`routing-desk-${size}`, deskStatement, []));
  size = Math.ceil(Math.log2(desk.agents.reduce((sum, one) => sum + 1 + one.reserved / 10, 1)));
  return desk;
}

/** As `readDesk`, of the queues these conversations are in, paused or not. */
export async function readDeskOf(sql: Sql, conversationIds: string[]): Promise<Desk> {
  return toDesk(
    await sql.query<DeskRow>(deskStatementFor('q.id IN (SELECT queue_id FROM conversations WHERE id = ANY($1::uuid[]))'), [
      conversationIds,
    ]),
  );
}

/** As `readDesk`, of these queues, paused or not and whether or not anybody waits there. */
export async function readDeskIn(sql: Sql, queueIds: string[]): Promise<Desk> {
  return toDesk(await sql.query<DeskRow>(deskStatementFor('q.id = ANY($1::uuid[])'), [queueIds]));
}

function toDesk([row]: DeskRow[]): Desk {
  const now = Number(row?.now ?? 0);
  return { now, queues: row?.queues ?? [], agents: (row?.agents ?? []).map((agent) => ({ ...agent, now })) };
}

const standing = Object.entries(standingTerms)
  .map(([name, sql]) => `'${name}', ${sql}`)
  .join(', ');

const deskStatementFor = (due: string): string => `
WITH clock AS MATERIALIZED (SELECT app_now() AS now),
due AS MATERIALIZED (
  SELECT q.id, q.requirements, q.weights, q.groups, q.steps FROM queues q CROSS JOIN clock WHERE ${due}
), served AS MATERIALIZED (
  ${servedBy('due')}
), members AS MATERIALIZED (
  SELECT qa.agent_id, jsonb_object_agg(qa.queue_id, qa.rank) AS queues FROM queue_agents qa JOIN served ON served.id = qa.queue_id GROUP BY qa.agent_id
), held_rows AS MATERIALIZED (${heldRows()}
), held AS (
  ${heldUnits('held_rows')}
), by_channel AS (
  ${heldByChannel('held_rows')}
), skilled AS (
  SELECT s.agent_id, jsonb_object_agg(k.key, s.level) AS skills FROM agent_skills s JOIN skills k ON k.id = s.skill_id GROUP BY s.agent_id
)
SELECT ${ms('clock.now')} AS now,
  (SELECT json_agg(json_build_object('id', id, 'requirements', requirements, 'weights', weights, 'groups', groups, 'steps', steps)) FROM due) AS queues,
  (SELECT json_agg(json_build_object(
     'id', a.id, ${standing}, 'groups', a.groups, 'languages', a.languages,
     'skills', coalesce(k.skills, '{}'), 'queues', m.queues, 'presence', coalesce(p.state, 'offline'),
     'leaseExpiresAt', coalesce(${ms('p.lease_expires_at')}, 0), 'idleSince', coalesce(${ms('p.idle_since')}, 0)))
   FROM members m JOIN agents a ON a.id = m.agent_id AND a.disabled_at IS NULL
   LEFT JOIN agent_presence p ON p.agent_id = a.id LEFT JOIN held h ON h.agent_id = a.id LEFT JOIN by_channel n ON n.agent_id = a.id
   LEFT JOIN skilled k ON k.agent_id = a.id) AS agents
FROM clock`;
const deskStatement = deskStatementFor(`${isOpen} AND ${hasLine}`);
