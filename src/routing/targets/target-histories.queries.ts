import type { BusinessHours } from '../../core/hours/business-hours.js';
import type { History, TargetClock, TargetRules } from '../../core/targets/derive.js';
import type { AlertKind } from '../../contracts/words.js';
import { anyOf, type Sql } from '../../platform/database/tx.js';

/** A clock as it is stored, with what was made of it. Times in epoch ms. */
export interface StoredTarget extends TargetClock {
  queueId: string;
  rule: string;
  warnedAt: number | null;
  breachedAt: number | null;
}

/** A conversation as its clocks see it, with those it has: the latest reply clock, and that of its resolution. */
export interface TargetHistory extends History {
  id: string;
  customerId: string;
  assigneeId: string | null;
  queueId: string;
  deadlineAt: number | null;
  rules: TargetRules;
  rule: string;
  stored: StoredTarget[];
  /** Live alerts about its targets: kind and key. */
  alerts: { kind: AlertKind; key: string }[];
}

type Row = Omit<TargetHistory, 'rules' | 'turns' | 'acts'> & {
  hoursId: string | null;
  warnPercent: number;
  targetMs: TargetRules['targetMs'];
  turns: { at: number; by: 'customer' | 'us' }[] | null;
  acts: { at: number; what: 'closed' | 'reopened' | 'snoozed' | 'other' }[] | null;
};

/** The rules of a queue in one word, as SQL over `q` and `h`. */
export const ruleOf = `concat_ws('/', coalesce(q.first_reply_target_ms, 0), coalesce(q.next_reply_target_ms, 0), coalesce(q.resolution_target_ms, 0),
  q.warn_percent, q.target_clock, CASE WHEN q.target_clock = 'business' THEN h.id END, CASE WHEN q.target_clock = 'business' THEN h.version END)`;

/** Whether a queue `q` promises anything. */
export const promises = `(q.first_reply_target_ms IS NOT NULL OR q.next_reply_target_ms IS NOT NULL OR q.resolution_target_ms IS NOT NULL)`;

/**
 * What the clocks of these conversations are derived from, in one statement and so at one moment. Left out: whoever waits to
 * be routed, and where neither the queue promises anything nor a clock is left from another one.
 */
export async function readHistories(sql: Sql, conversationIds: readonly string[]): Promise<TargetHistory[]> {
  const [found] = await sql.prepared<{ rows: Row[] | null; hours: Record<string, BusinessHours> | null }>(
    'target-histories',
    statement,
    [conversationIds],
  );
  return (found?.rows ?? []).map(({ hoursId, warnPercent, targetMs, turns, acts, ...row }) => ({
    ...row,
    turns: turns ?? [],
    acts: acts ?? [],
    rules: { warnPercent, targetMs, hours: hoursId === null ? null : (found?.hours?.[hoursId] ?? null) },
  }));
}

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;

/** Who takes a customer's call has answered them: our turn, after whatever they had said by then. */
const answeredCalls = `SELECT a.answered_at, 'out', (
    SELECT max(x.seq) FROM messages x WHERE x.conversation_id = c.id AND x.created_at <= a.answered_at) + 0.5
  FROM calls a WHERE a.conversation_id = c.id AND a.answered_at IS NOT NULL AND (l.slept OR a.answered_at >= coalesce(l.at, '-infinity'))`;

const statement = `
WITH picked AS MATERIALIZED (
  SELECT c.*, q.target_clock, q.warn_percent, q.first_reply_target_ms, q.next_reply_target_ms, q.resolution_target_ms, ${ruleOf} AS rule,
         CASE WHEN q.target_clock = 'business' THEN q.hours_id END AS clock_hours_id
  FROM conversations c JOIN queues q ON q.id = c.queue_id LEFT JOIN business_hours h ON h.id = q.hours_id
  WHERE c.id = ${anyOf('$1')} AND (c.routed_at IS NOT NULL OR c.status <> 'waiting')
    AND (${promises} OR EXISTS (SELECT 1 FROM conversation_targets t WHERE t.conversation_id = c.id))
), latest AS MATERIALIZED (
  SELECT p.id, (SELECT max(t.started_at) FROM conversation_targets t WHERE t.conversation_id = p.id AND t.kind <> 'resolution') AS at,
         EXISTS (SELECT 1 FROM conversation_events e WHERE e.conversation_id = p.id AND e.type = 'snoozed') AS slept
  FROM picked p
)
SELECT
  (SELECT jsonb_object_agg(h.id, jsonb_build_object('timeZone', h.time_zone, 'intervals', h.intervals, 'holidays', h.holidays))
   FROM business_hours h WHERE h.id IN (SELECT clock_hours_id FROM picked)) AS hours,
  (SELECT jsonb_agg(jsonb_build_object(
    'id', c.id, 'customerId', c.customer_id, 'assigneeId', c.assignee_id, 'queueId', c.queue_id, 'now', ${ms('app_now()')},
    'openedAt', ${ms('c.opened_at')}, 'closedAt', CASE WHEN c.status = 'closed' THEN ${ms('coalesce(c.closed_at, app_now())')} END,
    'firstRepliedAt', ${ms('c.first_replied_at')}, 'unansweredSince', ${ms('c.unanswered_since')}, 'deadlineAt', ${ms('c.deadline_at')},
    'hoursId', c.clock_hours_id, 'warnPercent', c.warn_percent, 'rule', c.rule,
    'targetMs', jsonb_build_object('first_reply', c.first_reply_target_ms, 'next_reply', c.next_reply_target_ms, 'resolution', c.resolution_target_ms),
    'letGoAt', (SELECT ${ms('t.stopped_at')} FROM conversation_targets t WHERE t.conversation_id = c.id AND t.started_at = l.at AND t.kind <> 'resolution'),
    'turns', (
      SELECT jsonb_agg(jsonb_build_object('at', ${ms('m.created_at')}, 'by', CASE m.direction WHEN 'in' THEN 'customer' ELSE 'us' END) ORDER BY m.seq)
      FROM (SELECT created_at, direction, seq, lag(direction) OVER (ORDER BY seq) AS before FROM (
              SELECT created_at, direction, seq::numeric FROM messages
              WHERE conversation_id = c.id AND direction IN ('in', 'out') AND kind IN ('text', 'call')
                AND (l.slept OR created_at >= coalesce(l.at, '-infinity'))
              UNION ALL ${answeredCalls}) AS said) AS m
      WHERE m.before IS DISTINCT FROM m.direction),
    'acts', (
      SELECT jsonb_agg(jsonb_build_object('at', ${ms('e.at')}, 'what', CASE WHEN e.type IN ('closed', 'reopened', 'snoozed') THEN e.type ELSE 'other' END)
                       ORDER BY e.at, e.id)
      FROM conversation_events e WHERE e.conversation_id = c.id
        AND (e.type IN ('closed', 'reopened', 'snoozed') OR l.slept AND e.type IN ('woken', 'requeued', 'transferred', 'assigned'))),
    'stored', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'kind', t.kind, 'startedAt', ${ms('t.started_at')}, 'queueId', t.queue_id, 'targetMs', t.target_ms, 'rule', t.rule, 'dueAt', ${ms('t.due_at')},
        'warnAt', ${ms('t.warn_at')}, 'warnedAt', ${ms('t.warned_at')}, 'metAt', ${ms('t.met_at')}, 'breachedAt', ${ms('t.breached_at')},
        'stoppedAt', ${ms('t.stopped_at')}))
      FROM conversation_targets t
      WHERE t.conversation_id = c.id AND (t.kind = 'resolution' OR t.started_at = l.at OR l.slept OR t.met_at IS NULL OR t.breached_at IS NULL AND t.met_at > t.due_at)), '[]'),
    'alerts', coalesce((
      SELECT jsonb_agg(jsonb_build_object('kind', a.kind, 'key', a.key)) FROM alerts a
      WHERE a.cleared_at IS NULL AND a.kind IN ('target_warning', 'target_breached')
        AND a.key IN (c.id || ':first_reply', c.id || ':next_reply', c.id || ':resolution')), '[]')))
   FROM picked c JOIN latest l ON l.id = c.id) AS rows`;
