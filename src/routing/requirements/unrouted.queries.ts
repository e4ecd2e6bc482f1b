import type { Channel } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

/** A conversation to be given its queue, with everything a rule may ask about. */
export interface Unrouted {
  id: string;
  epoch: number;
  inboxId: string;
  inbox: string;
  queueId: string;
  channel: Channel;
  subject: string | null;
  language: string | null;
  priority: number;
  tags: string[];
  fields: Record<string, unknown>;
  /** What an earlier routing put on record. */
  routing: { language?: { tag: string | null; from: string | null } };
  /** A person has just placed it: automation leaves it there. */
  held: boolean;
  reopened: boolean;
  preferredAgentId: string | null;
  text: string;
  customerName: string | null;
  tier: string | null;
  locale: string | null;
  timeZone: string | null;
  attributes: Record<string, unknown>;
  open: boolean;
  /** Its queue has a target of some kind. */
  promises: boolean;
  /** Of the hours of its queue; null: it has none. */
  zone: string | null;
  /** Epoch ms. */
  now: number;
  /** Version of the set of rules. */
  rules: string;
}

/** The oldest conversations in line that have no queue of their own yet, `aside` left out. */
export const readUnrouted = (sql: Sql, aside: readonly string[], limit: number): Promise<Unrouted[]> =>
  sql.prepared<Unrouted>(
    'route-read',
    statementFor(`c.status = 'waiting' AND c.routed_at IS NULL AND NOT c.id = ANY($1::uuid[])
    ORDER BY c.opened_at LIMIT $2`),
    [aside, limit],
  );

/** One conversation, whatever its state, as the rules would see it now. */
export async function readAsUnrouted(sql: Sql, id: string): Promise<Unrouted | undefined> {
  return (await sql.query<Unrouted>(statementFor('c.id = $1'), [id]))[0];
}

const statementFor = (which: string): string => `
WITH clock AS MATERIALIZED (SELECT app_now() AS now)
SELECT c.id, c.epoch, c.inbox_id AS "inboxId", i.key AS inbox, c.queue_id AS "queueId", c.channel, c.subject, c.language, c.priority,
  c.tags, c.fields, c.routing, coalesce(c.manual_until > clock.now, false) AS held, c.epoch > 1 AS reopened,
  c.preferred_agent_id AS "preferredAgentId", coalesce(m.text, '') AS text,
  root.name AS "customerName", root.tier, root.locale, root.time_zone AS "timeZone", coalesce(root.attributes, '{}') AS attributes,
  (q.closed_until IS NULL OR q.closed_until <= clock.now) AS open, h.time_zone AS zone,
  coalesce(q.first_reply_target_ms, q.next_reply_target_ms, q.resolution_target_ms) IS NOT NULL AS promises,
  floor(extract(epoch FROM clock.now) * 1000)::float8 AS now, (SELECT version FROM routing_rule_sets) AS rules
FROM conversations c CROSS JOIN clock JOIN inboxes i ON i.id = c.inbox_id JOIN queues q ON q.id = c.queue_id
LEFT JOIN business_hours h ON h.id = q.hours_id
LEFT JOIN LATERAL (
  WITH RECURSIVE up AS (
    SELECT cu.* FROM customers cu WHERE cu.id = c.customer_id
    UNION ALL SELECT cu.* FROM customers cu JOIN up ON cu.id = up.merged_into)
  SELECT * FROM up WHERE merged_into IS NULL LIMIT 1) AS root ON true
LEFT JOIN LATERAL (
  SELECT left(m.text, 4000) AS text FROM messages m WHERE m.conversation_id = c.id AND m.direction = 'in' AND m.kind = 'text'
  ORDER BY CASE WHEN c.epoch > 1 THEN -m.seq ELSE m.seq END LIMIT 1) AS m ON true
WHERE ${which}`;

/** What is known of an inbox that a conversation might arrive at. */
export async function readInboxFor(
  sql: Sql,
  inboxId: string,
): Promise<Pick<Unrouted, 'inbox' | 'queueId' | 'channel' | 'priority' | 'open' | 'zone' | 'now' | 'rules'> | undefined> {
  const [row] = await sql.query<Pick<Unrouted, 'inbox' | 'queueId' | 'channel' | 'priority' | 'open' | 'zone' | 'now' | 'rules'>>(
    `WITH clock AS MATERIALIZED (SELECT app_now() AS now)
     SELECT i.key AS inbox, i.queue_id AS "queueId", i.channel, q.priority, (q.closed_until IS NULL OR q.closed_until <= clock.now) AS open,
            h.time_zone AS zone, floor(extract(epoch FROM clock.now) * 1000)::float8 AS now, (SELECT version FROM routing_rule_sets) AS rules
     FROM inboxes i CROSS JOIN clock JOIN queues q ON q.id = i.queue_id LEFT JOIN business_hours h ON h.id = q.hours_id WHERE i.id = $1`,
    [inboxId],
  );
  return row;
}
