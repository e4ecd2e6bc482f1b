import type { Channel } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';
import { openColumns } from '../hours/open-columns.js';

/** A conversation in line, as it stands. Times in epoch ms. */
export interface LinePlace {
  id: string;
  customerId: string;
  customerName: string | null;
  channel: Channel;
  priority: number;
  position: number;
  waitingSince: number;
  deadlineAt: number | null;
  routed: boolean;
  /** As stored and not yet believed. */
  requirements: unknown;
  waitForId: string | null;
  waitUntil: number | null;
  fault: string | null;
  asideUntil: number | null;
  /** Where a page that ends here goes on. */
  cursor: [priority: number, waitingSince: string, id: string];
}

/** What one queue says of all its line. */
export interface LineQueue {
  id: string;
  now: number;
  requirements: unknown;
  weights: unknown;
  groups: string[];
  steps: unknown;
  paused: boolean;
  pauseReason: string | null;
  pausedUntil: number | null;
  open: boolean;
  opensAt: string | null;
  /** Of its hours; null: it has none. */
  zone: string | null;
}

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::float8`;
const since = 'coalesce(c.waiting_since, c.opened_at)';

export async function lineQueue(sql: Sql, queueId: string): Promise<LineQueue | undefined> {
  const [row] = await sql.query<LineQueue>(
    `SELECT q.id, ${ms('app_now()')} AS now, q.requirements, q.weights, q.groups, q.steps,
            q.paused_at IS NOT NULL AS paused, u.reason AS "pauseReason", ${ms('u.until')} AS "pausedUntil", ${openColumns}, h.time_zone AS zone
     FROM queues q LEFT JOIN queue_pauses u ON u.queue_id = q.id AND u.paused_at = q.paused_at
     LEFT JOIN business_hours h ON h.id = q.hours_id WHERE q.id::text = $1`,
    [queueId.toLowerCase()],
  );
  return row;
}

/** One more than `limit` of the line of a queue, in its order: priority, then the wait, then the id. */
export function linePlaces(sql: Sql, queueId: string, after: readonly string[] | undefined, limit: number): Promise<LinePlace[]> {
  return readPlaces(sql, [queueId, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit + 1, null]);
}

/** One conversation in the line of its queue; undefined where it waits in none. */
export async function linePlaceOf(sql: Sql, queueId: string, conversationId: string): Promise<LinePlace | undefined> {
  return (await readPlaces(sql, [queueId, null, null, null, 1, conversationId]))[0];
}

function readPlaces(sql: Sql, values: unknown[]): Promise<LinePlace[]> {
  return sql.query<LinePlace>(
    `WITH RECURSIVE clock AS MATERIALIZED (SELECT app_now() AS now),
     line AS MATERIALIZED (
       SELECT c.id, c.priority, ${since} AS since, row_number() OVER (ORDER BY c.priority DESC, ${since}, c.id)::int AS position
       FROM conversations c WHERE c.queue_id = $1 AND c.status = 'waiting'
     ), page AS MATERIALIZED (
       SELECT * FROM line WHERE ($6::uuid IS NULL OR id = $6)
         AND ($2::int IS NULL OR (-priority, since, id) > (-$2::int, $3::timestamptz, $4::uuid)) ORDER BY position LIMIT $5
     ), up AS (
       SELECT page.id AS conversation_id, cu.id, cu.merged_into, cu.name FROM page JOIN conversations c USING (id) JOIN customers cu ON cu.id = c.customer_id
       UNION ALL SELECT up.conversation_id, cu.id, cu.merged_into, cu.name FROM up JOIN customers cu ON cu.id = up.merged_into)
     SELECT c.id, up.id AS "customerId", up.name AS "customerName", c.channel, c.priority, page.position, ${ms('page.since')} AS "waitingSince",
            ${ms('c.deadline_at')} AS "deadlineAt", c.routed_at IS NOT NULL AS routed, c.requirements,
            CASE WHEN c.wait_until > clock.now THEN c.wait_for_agent_id END AS "waitForId", ${ms('c.wait_until')} AS "waitUntil",
            f.fault, ${ms('f.aside_until')} AS "asideUntil",
            jsonb_build_array(c.priority, to_char(page.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), c.id) AS cursor
     FROM page CROSS JOIN clock JOIN conversations c USING (id) JOIN up ON up.conversation_id = c.id AND up.merged_into IS NULL
     LEFT JOIN matching_faults f ON f.conversation_id = c.id AND f.aside_until > clock.now ORDER BY page.position`,
    values,
  );
}

/** Names that sentences are made of, by id or key. */
export interface LineNames {
  agents: Record<string, string>;
  skills: Record<string, string>;
  queues: Record<string, string>;
}

export async function lineNames(sql: Sql, agentIds: readonly string[]): Promise<LineNames> {
  const [row] = await sql.query<{ [K in keyof LineNames]: LineNames[K] | null }>(
    `SELECT (SELECT jsonb_object_agg(id, name) FROM agents WHERE id = ANY($1::uuid[])) AS agents,
            (SELECT jsonb_object_agg(key, name) FROM skills) AS skills, (SELECT jsonb_object_agg(id, name) FROM queues) AS queues`,
    [[...new Set(agentIds)]],
  );
  return { agents: row?.agents ?? {}, skills: row?.skills ?? {}, queues: row?.queues ?? {} };
}
