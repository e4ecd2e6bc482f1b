import type { PresenceState } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';
import { heldRows } from '../work/reserved.queries.js';

/** A queue with work in line; `requirements` and `weights` are as stored and not yet believed. */
export interface QueueRow {
  id: string;
  requirements: unknown;
  weights: unknown;
}

/** A member of such a queue, present or not: absent ones are kept for the reason why not. Times in epoch ms. */
export interface AgentRow {
  id: string;
  capacity: number;
  reserved: number;
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

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;

interface DeskRow {
  now: string;
  queues: QueueRow[] | null;
  agents: AgentRow[] | null;
}

/** Everybody who serves a queue with waiting work, and those queues, in one statement and so at one moment. */
export async function readDesk(sql: Sql): Promise<Desk> {
  return toDesk(await sql.prepared<DeskRow>('routing-desk', deskStatement, []));
}

/** As `readDesk`, of the queues these conversations are in, paused or not. */
export async function readDeskOf(sql: Sql, conversationIds: string[]): Promise<Desk> {
  return toDesk(
    await sql.query<DeskRow>(deskStatementFor('q.id IN (SELECT queue_id FROM conversations WHERE id = ANY($1::uuid[]))'), [
      conversationIds,
    ]),
  );
}

const toDesk = ([row]: DeskRow[]): Desk => ({ now: Number(row?.now ?? 0), queues: row?.queues ?? [], agents: row?.agents ?? [] });

const deskStatementFor = (due: string): string => `
WITH clock AS MATERIALIZED (SELECT app_now() AS now),
due AS MATERIALIZED (
  SELECT q.id, q.requirements, q.weights FROM queues q WHERE ${due}
), members AS MATERIALIZED (
  SELECT qa.agent_id, jsonb_object_agg(qa.queue_id, qa.rank) AS queues FROM queue_agents qa JOIN due ON due.id = qa.queue_id GROUP BY qa.agent_id
), held AS (
  SELECT agent_id, sum(weight)::int AS units FROM (${heldRows()}) AS h GROUP BY agent_id
), skilled AS (
  SELECT s.agent_id, jsonb_object_agg(k.key, s.level) AS skills FROM agent_skills s JOIN skills k ON k.id = s.skill_id GROUP BY s.agent_id
)
SELECT ${ms('clock.now')} AS now,
  (SELECT jsonb_agg(jsonb_build_object('id', id, 'requirements', requirements, 'weights', weights)) FROM due) AS queues,
  (SELECT jsonb_agg(jsonb_build_object(
     'id', a.id, 'capacity', a.capacity, 'reserved', coalesce(h.units, 0), 'languages', a.languages,
     'skills', coalesce(k.skills, '{}'), 'queues', m.queues, 'presence', coalesce(p.state, 'offline'),
     'leaseExpiresAt', coalesce(${ms('p.lease_expires_at')}, 0), 'idleSince', coalesce(${ms('p.idle_since')}, 0)))
   FROM members m JOIN agents a ON a.id = m.agent_id AND a.disabled_at IS NULL
   LEFT JOIN agent_presence p ON p.agent_id = a.id LEFT JOIN held h ON h.agent_id = a.id LEFT JOIN skilled k ON k.agent_id = a.id) AS agents
FROM clock`;
const deskStatement = deskStatementFor(
  `q.paused_at IS NULL AND EXISTS (SELECT 1 FROM conversations c WHERE c.queue_id = q.id AND c.status = 'waiting')`,
);

/** Which work of a queue somebody free could take right now, so that what nobody can take never fills the picture. */
export interface LineWanted {
  queueId: string;
  /** Free agents who meet the requirements of the queue. */
  able: string[];
  /** Languages these speak, and languages any member speaks: one that nobody speaks is no requirement. */
  speaks: string[];
  known: string[];
  /** Channel → weight; and the largest room any of the able has. */
  weights: Record<string, number>;
  otherWeight: number;
  room: number;
}

/** A waiting conversation with its history. Times in epoch ms. */
export interface LineRow {
  conversationId: string;
  customerId: string;
  queueId: string;
  channel: string;
  epoch: number;
  priority: number;
  waitingSince: number;
  deadlineAt: number | null;
  /** The tag an agent must speak, null for any. */
  language: string | null;
  owner: string | null;
  last: string | null;
  /** Who served this customer before, the latest first. */
  earlier: string[];
  declinedBy: string[];
  excluded: string[];
}

/** The head of each wanted line (at most `depth` per queue), and whoever waits for one of the able by name. */
export async function readLine(sql: Sql, wanted: readonly LineWanted[], depth: number): Promise<LineRow[]> {
  const rows = await sql.prepared<{ line: LineRow[] | null }>('routing-line', lineStatement, [JSON.stringify(wanted), depth]);
  return rows[0]?.line ?? [];
}

/** As `readLine`, of these conversations, whoever holds them and whether or not anybody could take them. */
export async function readLineOf(
  sql: Sql,
  wanted: readonly Pick<LineWanted, 'queueId' | 'known'>[],
  conversationIds: string[],
): Promise<LineRow[]> {
  const chosen = `SELECT ${columns}, ${gate} AS gate FROM wanted w JOIN conversations c ON c.queue_id = w."queueId" WHERE c.id = ANY($2::uuid[])`;
  const rows = await sql.query<{ line: LineRow[] | null }>(lineStatementFor(chosen), [JSON.stringify(wanted), conversationIds]);
  return rows[0]?.line ?? [];
}

const columns = `c.id, c.customer_id, c.queue_id, c.channel, c.epoch, c.priority, c.waiting_since, c.opened_at, c.deadline_at,
  c.preferred_agent_id, c.excluded_agent_ids`;
const gate = `CASE WHEN c.language = ANY(w.known) THEN c.language
  WHEN split_part(c.language, '-', 1) = ANY(w.known) THEN split_part(c.language, '-', 1) END`;
const servable = `c.queue_id = w."queueId" AND c.status = 'waiting'
  AND coalesce((w.weights ->> c.channel)::int, w."otherWeight") <= w.room
  AND (${gate} IS NULL OR ${gate} = ANY(w.speaks)) AND NOT (w.able <@ c.excluded_agent_ids)`;

const lineStatementFor = (line: string): string => `
WITH RECURSIVE wanted AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS w("queueId" uuid, able uuid[], speaks text[], known text[], weights jsonb, "otherWeight" int, room int)
), line AS MATERIALIZED (
  ${line}
), up AS (
  SELECT DISTINCT customer_id AS start, customer_id AS id FROM line
  UNION SELECT up.start, cu.merged_into FROM up JOIN customers cu ON cu.id = up.id WHERE cu.merged_into IS NOT NULL
), root AS MATERIALIZED (
  SELECT up.start, cu.id, cu.account_owner_id FROM up JOIN customers cu ON cu.id = up.id WHERE cu.merged_into IS NULL
), thread AS (
  SELECT start, id FROM root
  UNION SELECT thread.start, cu.id FROM thread JOIN customers cu ON cu.merged_into = thread.id
), served AS MATERIALIZED (
  SELECT t.start, s.agent_id, max(s.started_at) AS at
  FROM thread t JOIN conversations v ON v.customer_id = t.id JOIN assignments s ON s.conversation_id = v.id GROUP BY t.start, s.agent_id
), refused AS MATERIALIZED (
  SELECT l.id, jsonb_agg(DISTINCT o.agent_id) AS agents FROM line l
  JOIN offers o ON o.conversation_id = l.id AND o.epoch = l.epoch AND o.state IN ('declined', 'expired') GROUP BY l.id
)
SELECT jsonb_agg(jsonb_build_object(
  'conversationId', l.id, 'customerId', l.customer_id, 'queueId', l.queue_id, 'channel', l.channel, 'epoch', l.epoch,
  'priority', l.priority, 'waitingSince', ${ms('coalesce(l.waiting_since, l.opened_at)')}, 'deadlineAt', ${ms('l.deadline_at')},
  'language', l.gate, 'owner', root.account_owner_id, 'last', l.preferred_agent_id,
  'earlier', coalesce((SELECT jsonb_agg(s.agent_id ORDER BY s.at DESC, s.agent_id) FROM served s WHERE s.start = l.customer_id), '[]'),
  'declinedBy', coalesce(refused.agents, '[]'), 'excluded', to_jsonb(l.excluded_agent_ids))) AS line
FROM line l LEFT JOIN root ON root.start = l.customer_id LEFT JOIN refused ON refused.id = l.id`;
const lineStatement = lineStatementFor(`
  SELECT head.* FROM wanted w CROSS JOIN LATERAL (
    SELECT ${columns}, ${gate} AS gate FROM conversations c WHERE ${servable}
    ORDER BY c.priority DESC, c.waiting_since, c.id LIMIT $2) AS head
  UNION
  SELECT own.* FROM wanted w CROSS JOIN LATERAL (
    SELECT ${columns}, ${gate} AS gate FROM conversations c WHERE ${servable} AND c.preferred_agent_id = ANY(w.able)
    ORDER BY c.waiting_since, c.id LIMIT $2) AS own`);

/** Whether some queue has both work in line and a member who might take it: the cheap question of the sweep. */
export async function mayMatch(sql: Sql): Promise<boolean> {
  const [row] = await sql.prepared<{ due: boolean }>('routing-may-match', mayMatchStatement, []);
  return row?.due ?? false;
}

const mayMatchStatement = `
WITH clock AS MATERIALIZED (SELECT app_now() AS now)
SELECT EXISTS (
  SELECT 1 FROM queues q CROSS JOIN clock
  WHERE q.paused_at IS NULL
    AND EXISTS (SELECT 1 FROM conversations c WHERE c.queue_id = q.id AND c.status = 'waiting')
    AND EXISTS (
      SELECT 1 FROM queue_agents qa
      JOIN agents a ON a.id = qa.agent_id AND a.disabled_at IS NULL
      JOIN agent_presence p ON p.agent_id = a.id AND p.state = 'available' AND p.lease_expires_at > clock.now
      WHERE qa.queue_id = q.id
        AND a.capacity > (SELECT coalesce(sum(h.weight), 0) FROM (${heldRows('ARRAY[a.id]')}) AS h))
) AS due`;
