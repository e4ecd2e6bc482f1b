import type { Sql } from '../../platform/database/tx.js';

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;

/**
 * Which work of a queue somebody free could take right now, so that what nobody can take never fills the picture. What a queue
 * asks changes with the wait, so each stretch of waiting between two of its steps is wanted on its own.
 */
export interface LineWanted {
  queueId: string;
  /** Began to wait before the one and not before the other moment (RFC 3339); null: no such bound. */
  before: string | null;
  notBefore: string | null;
  /** Free agents who meet what the queue asks of this stretch. */
  able: string[];
  /** Languages these speak, and languages any member speaks: one that nobody speaks is no requirement. */
  speaks: string[];
  known: string[];
  /** Channels of which one of the able has room for one more. */
  channels: string[];
  /** The kinds of agents among the able, for conversations that ask more than their queue. */
  kinds: { skills: Record<string, number>; languages: string[] }[];
  /** Skill → the level that is still asked of it in this stretch, whoever asks; 0: not at all. */
  caps: Record<string, number>;
  /** So many from its head at most. */
  depth: number;
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
  /** What it asks beyond its queue, as stored. */
  requirements: unknown;
  /** Whom the customer waits for at this moment. */
  heldFor: string | null;
  owner: string | null;
  last: string | null;
  /** Who served this customer before, the latest first. */
  earlier: string[];
  declinedBy: string[];
  excluded: string[];
}

/** The head of each wanted line, and whoever waits for one of the able by name. */
export async function readLine(sql: Sql, wanted: readonly LineWanted[]): Promise<LineRow[]> {
  const rows = await sql.prepared<{ line: LineRow[] | null }>('routing-line', lineStatement, [JSON.stringify(wanted)]);
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

/** As `readLineOf`, as though all of them were in the one queue that is wanted. */
export async function readLineIn(
  sql: Sql,
  wanted: Pick<LineWanted, 'queueId' | 'known'>,
  conversationIds: string[],
): Promise<LineRow[]> {
  const there = columns.replace('c.queue_id', 'w."queueId" AS queue_id');
  const chosen = `SELECT ${there}, ${gate} AS gate FROM wanted w CROSS JOIN conversations c WHERE c.id = ANY($2::uuid[])`;
  const rows = await sql.query<{ line: LineRow[] | null }>(lineStatementFor(chosen), [JSON.stringify([wanted]), conversationIds]);
  return rows[0]?.line ?? [];
}

const waitsSince = 'coalesce(c.waiting_since, c.opened_at)';
const columns = `c.id, c.customer_id, c.queue_id, c.channel, c.epoch, c.priority, ${waitsSince} AS waiting_since, c.deadline_at,
  c.preferred_agent_id, c.excluded_agent_ids, c.requirements, c.wait_for_agent_id, c.wait_until`;
const gate = `CASE WHEN c.language = ANY(w.known) THEN c.language
  WHEN split_part(c.language, '-', 1) = ANY(w.known) THEN split_part(c.language, '-', 1) END`;
/** Some kind of agent has every skill the conversation itself still asks for, and its language. */
const meetsOwn = `EXISTS (
    SELECT 1 FROM jsonb_to_recordset(w.kinds) AS k(skills jsonb, languages text[])
    WHERE (${gate} IS NULL OR ${gate} = ANY(k.languages)) AND NOT EXISTS (
      SELECT 1 FROM jsonb_to_recordset(c.requirements) AS r(skill text, "minLevel" int, "expiresAfterMs" bigint)
      WHERE coalesce((k.skills ->> r.skill)::int, 0) < least(r."minLevel", (w.caps ->> r.skill)::int)
        AND (r."expiresAfterMs" IS NULL OR ${waitsSince} > clock.now - r."expiresAfterMs" * interval '1 ms')))`;
const servable = `c.queue_id = w."queueId" AND c.status = 'waiting' AND c.routed_at IS NOT NULL
  AND (w.before IS NULL OR ${waitsSince} < w.before) AND (w."notBefore" IS NULL OR ${waitsSince} >= w."notBefore")
  AND c.channel = ANY(w.channels) AND (${gate} IS NULL OR ${gate} = ANY(w.speaks)) AND (c.excluded_agent_ids = '{}' OR NOT (w.able <@ c.excluded_agent_ids))
  AND (c.wait_for_agent_id IS NULL OR c.wait_until IS NULL OR c.wait_until <= clock.now OR c.wait_for_agent_id = ANY(w.able))
  AND (c.requirements = '[]' OR ${meetsOwn})`;

const lineStatementFor = (line: string): string => `
WITH RECURSIVE clock AS MATERIALIZED (SELECT app_now() AS now),
wanted AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS w("queueId" uuid, before timestamptz, "notBefore" timestamptz, able uuid[], speaks text[], known text[], channels text[], kinds jsonb, caps jsonb, depth int)
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
SELECT json_agg(json_build_object(
  'conversationId', l.id, 'customerId', l.customer_id, 'queueId', l.queue_id, 'channel', l.channel, 'epoch', l.epoch,
  'priority', l.priority, 'waitingSince', ${ms('l.waiting_since')}, 'deadlineAt', ${ms('l.deadline_at')},
  'language', l.gate, 'requirements', l.requirements, 'heldFor', CASE WHEN l.wait_until > clock.now THEN l.wait_for_agent_id END, 'owner', root.account_owner_id, 'last', l.preferred_agent_id,
  'earlier', coalesce((SELECT jsonb_agg(s.agent_id ORDER BY s.at DESC, s.agent_id) FROM served s WHERE s.start = l.customer_id), '[]'),
  'declinedBy', coalesce(refused.agents, '[]'), 'excluded', to_jsonb(l.excluded_agent_ids))) AS line
FROM line l CROSS JOIN clock LEFT JOIN root ON root.start = l.customer_id LEFT JOIN refused ON refused.id = l.id`;
const lineStatement = lineStatementFor(`
  SELECT head.* FROM wanted w CROSS JOIN clock CROSS JOIN LATERAL (
    SELECT ${columns}, ${gate} AS gate FROM conversations c WHERE ${servable}
    ORDER BY c.priority DESC, c.waiting_since, c.id LIMIT w.depth) AS head
  UNION
  SELECT own.* FROM wanted w CROSS JOIN clock CROSS JOIN LATERAL (
    SELECT ${columns}, ${gate} AS gate FROM conversations c WHERE ${servable} AND c.preferred_agent_id = ANY(w.able)
    ORDER BY c.waiting_since, c.id LIMIT w.depth) AS own`);
