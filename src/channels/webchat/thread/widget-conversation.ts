import type { WidgetConversationView, WidgetWaitingView } from '../../../contracts/views.js';
import type { Channel, ConversationStatus } from '../../../contracts/words.js';
import { noticeFor } from '../../../core/silence/notices.js';
import type { Sql } from '../../../platform/database/tx.js';
import { type Forecast, forecastsOf } from '../../../routing/forecasts/forecasts.queries.js';
import { readWaiting, type Waiting } from '../../../routing/waiting/waiting.queries.js';
import { firstName, visibleToCustomer } from './widget-message.js';
import type { ReadableThread } from './widget-threads.js';

export interface WidgetConversationRow {
  id: string;
  status: ConversationStatus;
  channel: Channel;
  outcome: string | null;
  locale: string | null;
  agent_name: string | null;
  /** The agent in whose hands it was before, where it left them without being closed. */
  before_name: string | null;
  left_agent: boolean;
  closed_hours: boolean;
  opens_at: Date | null;
  anybody_there: boolean;
  colleague_there: boolean;
  wait_over: boolean;
  rated: boolean;
}

/** The last assignment that ended, unless it ended with the close. */
const left = (what: string): string => `(SELECT ${what} FROM assignments s JOIN agents b ON b.id = s.agent_id
  WHERE s.conversation_id = v.id AND s.ended_at IS NOT NULL AND s.started_at >= coalesce((SELECT max(e.at) FROM conversation_events e
    WHERE e.conversation_id = v.id AND e.type = 'reopened'), v.opened_at) ORDER BY s.ended_at DESC, s.id DESC LIMIT 1)`;

/** Over `conversations v`. */
export const widgetConversationColumns = `v.id, v.status, v.channel, v.outcome, a.name AS agent_name,
  coalesce(v.language, (SELECT cu.locale FROM customers cu WHERE cu.id = v.customer_id)) AS locale,
  CASE WHEN v.status IN ('waiting', 'assigned') THEN ${left(`CASE WHEN s.end_reason <> 'closed' THEN b.name END`)} END AS before_name,
  v.status IN ('waiting', 'assigned') AND coalesce(${left(`s.end_reason <> 'closed' AND s.agent_id IS DISTINCT FROM v.assignee_id`)}, false) AS left_agent,
  v.status = 'waiting' AND EXISTS (
    SELECT 1 FROM queues q WHERE q.id = v.queue_id AND q.closed_until > (SELECT app_now())) AS closed_hours,
  CASE WHEN v.status = 'waiting' THEN (
    SELECT q.closed_until FROM queues q WHERE q.id = v.queue_id AND isfinite(q.closed_until) AND q.closed_until > (SELECT app_now())) END AS opens_at,
  v.status <> 'waiting' OR EXISTS (
    SELECT 1 FROM queue_agents m JOIN agent_presence p ON p.agent_id = m.agent_id AND p.state <> 'offline' AND p.lease_expires_at > (SELECT app_now())
    WHERE m.queue_id = v.queue_id) AS anybody_there,
  v.status = 'waiting' AND EXISTS (
    SELECT 1 FROM queue_agents m JOIN agent_presence p ON p.agent_id = m.agent_id AND p.state = 'available' AND p.lease_expires_at > (SELECT app_now())
    WHERE m.queue_id = v.queue_id AND m.agent_id IS DISTINCT FROM ${left('s.agent_id')}) AS colleague_there,
  v.status = 'waiting' AND coalesce((SELECT e.type = 'wait_over' FROM conversation_events e
    WHERE e.conversation_id = v.id ORDER BY e.at DESC, e.id DESC LIMIT 1), false) AS wait_over,
  EXISTS (SELECT 1 FROM conversation_events e WHERE e.conversation_id = v.id AND e.type = 'rated') AS rated`;

export const widgetConversationJoin = `LEFT JOIN agents a ON v.status = 'assigned' AND a.id = v.assignee_id`;

/** Whitelists like the one for messages, of several conversations at once. `locale`: of the session, where there is one to ask. */
export async function widgetConversationViews(
  sql: Sql,
  rows: readonly WidgetConversationRow[],
  locale: string | null = null,
): Promise<WidgetConversationView[]> {
  const waitingIds = rows.flatMap(({ id, status }) => (status === 'waiting' ? [id] : []));
  const [inLine, forecasts] = [await readWaiting(sql, waitingIds), await forecastsOf(sql, waitingIds)];
  return rows.map((row) => toView(row, inLine.get(row.id) ?? null, forecasts.get(row.id), locale ?? row.locale));
}

function toView(
  row: WidgetConversationRow,
  inLine: Waiting | null,
  forecast: Forecast | undefined,
  locale: string | null,
): WidgetConversationView {
  const name = firstName(row.agent_name);
  // Who waits for one agent stands in no line but theirs, and nothing is known about that one.
  const place = inLine?.waitingFor ? undefined : forecast;
  const told = { position: place ? place.ahead + 1 : null, expectedWait: row.opens_at ? null : (place?.expectedWait ?? null) };
  const facts = {
    ...{ status: row.status, channel: row.channel, outcome: row.outcome, agent: name, before: firstName(row.before_name) },
    ...{ left: row.left_agent, closedHours: row.closed_hours, anybodyThere: row.anybody_there, waitOver: row.wait_over },
    colleagueThere: row.colleague_there,
    waitingFor: inLine?.waitingFor ? (firstName(inLine.waitingFor.name) ?? '') : null,
  };
  return {
    id: row.id,
    status: row.status,
    agent: name ? { name } : null,
    ...told,
    opensAt: row.opens_at?.toISOString() ?? null,
    waiting: row.status === 'waiting' ? waitingView(inLine, told) : null,
    rated: row.rated,
    notice: noticeFor(facts, locale),
  };
}

function waitingView(inLine: Waiting | null, told: Pick<WidgetWaitingView, 'position' | 'expectedWait'>): WidgetWaitingView {
  const { waitingFor = null, preferred = null } = inLine ?? {};
  // An agent with room is about to get it: there is nothing to choose.
  const awaited = preferred && !preferred.hasRoom ? firstName(preferred.name) : null;
  return {
    ...told,
    preferred: awaited ? { name: awaited, available: false } : null,
    choices: awaited || waitingFor ? ['wait', 'anyone'] : [],
    waitingFor: waitingFor ? { name: firstName(waitingFor.name) ?? '', until: waitingFor.until.toISOString() } : null,
  };
}

/** The conversation a widget shows: the open one, else the last. A session that reads only its own sees the one it wrote in. */
export async function conversationOf(
  sql: Sql,
  thread: ReadableThread,
  locale: string | null = null,
): Promise<WidgetConversationView | null> {
  if (thread.customerIds.length === 0) return null;
  const which = thread.identityId
    ? `v.id = (SELECT m.conversation_id FROM messages m WHERE m.customer_id = ANY($1) AND m.identity_id = $2 AND ${visibleToCustomer}
               ORDER BY m.seq DESC, m.created_at DESC LIMIT 1)`
    : `v.customer_id = ANY($1) AND $2::uuid IS NULL`;
  const rows = await sql.query<WidgetConversationRow>(
    `SELECT ${widgetConversationColumns} FROM conversations v ${widgetConversationJoin} WHERE ${which}
     ORDER BY (v.status = 'closed'), v.split_from_id NULLS FIRST, v.opened_at DESC LIMIT 1`,
    [thread.customerIds, thread.identityId],
  );
  return (await widgetConversationViews(sql, rows, locale))[0] ?? null;
}
