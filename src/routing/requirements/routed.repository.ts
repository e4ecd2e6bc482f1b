import { room } from '../../contracts/events.js';
import { roomsOf } from '../../conversations/conversations.repository.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { Route } from './route-one.js';

/** A conversation as it was read, and where it goes; null where it stays as it is because it could not be worked out. */
export interface ToWrite {
  id: string;
  epoch: number;
  route: Route | null;
  /** Nothing that a screen shows or a clock runs by will change: there is nothing to tell beside it. */
  quiet: boolean;
}

/** A conversation that has its queue now; `told` where screens hear of it. */
export interface Routed {
  id: string;
  told: boolean;
}

interface Written {
  id: string;
  customer_id: string;
  queue_id: string;
  assignee_id: string | null;
  from_queue: string;
  visible: boolean;
}

/**
 * Writes those that still wait as they were read; one that somebody else has at this moment, or has routed, is left out. What
 * screens show and has changed goes into history and is announced. Gives those that were written.
 */
export async function writeRoutes(tx: Tx, outbox: Pick<Outbox, 'add'>, routes: readonly ToWrite[]): Promise<Routed[]> {
  const written = await write(tx, routes, false);
  await outbox.add(
    tx,
    ...written
      .filter((row) => row.visible)
      .map((row) => ({
        type: 'conversation.updated' as const,
        payload: { conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id, change: 'routed' as const },
        rooms: [...new Set([...roomsOf(row), room.queue(row.from_queue)])],
      })),
  );
  return written.map(({ id, visible }) => ({ id, told: visible }));
}

/**
 * The ordinary case, in one statement that needs no transaction around it: the quiet ones. Should a screen have to be told after
 * all, because something changed meanwhile, that one is left as it is and read again.
 */
export async function writeQuietly(sql: Sql, routes: readonly ToWrite[]): Promise<number> {
  return routes.length > 0 ? (await write(sql, routes, true)).length : 0;
}

function write(sql: Sql, routes: readonly ToWrite[], quietly: boolean): Promise<Written[]> {
  const rows = routes.map(({ id, epoch, route }) => ({
    ...{ id, epoch, eventId: newId() },
    ...(route && {
      ...{ queueId: route.queueId, priority: route.priority, requirements: route.skills },
      ...{ preferredAgentId: route.preferredAgentId, routing: onRecord(route) },
      // What it has already stays, also where somebody has changed it since it was read.
      language: route.languageFrom === 'conversation' ? null : route.language,
    }),
  }));
  return sql.prepared<Written>('route-write', statement, [JSON.stringify(rows), quietly]);
}

/** Why it is where it is: ids and small words. Rules that did not match say nothing. */
const onRecord = ({ trace, language, languageFrom }: Route): object => ({
  rules: trace.filter((one) => ['matched', 'not_set', 'error'].includes(one.outcome)),
  language: { tag: language, from: languageFrom },
});

const statement = `
WITH w AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, epoch int, "eventId" uuid, "queueId" uuid, priority int, language text,
    requirements jsonb, "preferredAgentId" uuid, routing jsonb)
), own AS MATERIALIZED (
  SELECT c.id, c.queue_id, c.priority, c.language FROM conversations c JOIN w ON w.id = c.id AND w.epoch = c.epoch
  WHERE c.status = 'waiting' AND c.routed_at IS NULL ORDER BY c.id FOR UPDATE OF c SKIP LOCKED
), chosen AS (
  SELECT w.id, w."eventId", q.id AS queue_id, own.queue_id AS from_queue, coalesce(w.language, own.language) AS language,
    coalesce(w.priority, CASE WHEN q.id <> own.queue_id THEN q.priority ELSE own.priority END) AS priority,
    coalesce(w.requirements, '[]') AS requirements, w."preferredAgentId" AS preferred, coalesce(w.routing, '{"failed": true}') AS routing,
    own.priority AS old_priority, own.language AS old_language
  FROM own JOIN w ON w.id = own.id JOIN queues q ON q.id = coalesce(w."queueId", own.queue_id)
), moved AS (
  UPDATE conversations c SET routed_at = app_now(), queue_id = n.queue_id, priority = n.priority, language = n.language,
    requirements = n.requirements, preferred_agent_id = coalesce(c.preferred_agent_id, n.preferred), routing = n.routing,
    version = c.version + CASE WHEN n.visible THEN 1 ELSE 0 END
  FROM (SELECT *, queue_id <> from_queue OR priority <> old_priority OR language IS DISTINCT FROM old_language AS visible FROM chosen) AS n
  WHERE c.id = n.id AND NOT ($2::boolean AND n.visible)
  RETURNING c.id, c.customer_id, c.queue_id, c.assignee_id, c.epoch, n.from_queue, n.visible, n."eventId", n.routing
), told AS (
  INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, actor_type, actor_id, epoch, data)
  SELECT "eventId", id, customer_id, queue_id, 'routed', 'system', NULL, epoch,
         routing || jsonb_build_object('fromQueueId', from_queue, 'toQueueId', queue_id) FROM moved WHERE visible
)
SELECT id, customer_id, queue_id, assignee_id, from_queue, visible FROM moved`;
