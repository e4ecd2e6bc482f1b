import {
  type Calibration,
  type ExpectedWait,
  type LineEvidence,
  UNCALIBRATED,
  waitOrWhy,
  type WaitUnknown,
} from '../../core/waits/forecast.js';
import type { Sql } from '../../platform/database/tx.js';
import { claimWeight } from '../matching/queue-rules.js';

/** How far back handling times and service are looked at. */
const HANDLING = { days: 7, most: 200, least: 10 };
const WINDOW_MS = 1_800_000;

/** One place in line and what it means. */
export interface Forecast {
  conversationId: string;
  epoch: number;
  queueId: string;
  channel: string;
  ahead: number;
  expectedWait: ExpectedWait | null;
}

interface QueueRow {
  id: string;
  weights: unknown;
  capacity: string;
  mean_handling_ms: number | null;
  served: number;
  widen: number | null;
  pace: number | null;
}

/** What a queue's own past says about its waits. */
export interface QueueEvidence {
  line: Omit<LineEvidence, 'ahead' | 'slots'>;
  capacity: number;
  weights: unknown;
  calibration: Calibration;
}

/** Of these queues, by id: who is there, how long they take, and how true earlier promises were. */
export async function evidenceOf(sql: Sql, queueIds: readonly string[]): Promise<Map<string, QueueEvidence>> {
  if (queueIds.length === 0) return new Map();
  const rows = await sql.prepared<QueueRow>('forecast-evidence', evidenceStatement, [queueIds]);
  return new Map(
    rows.map(({ id, weights, capacity, mean_handling_ms, served, widen, pace }) => [
      id,
      {
        line: { meanHandlingMs: mean_handling_ms, servedRecently: served, windowMs: WINDOW_MS },
        ...{ capacity: Number(capacity), weights },
        calibration: widen === null || pace === null ? UNCALIBRATED : { widen, pace },
      },
    ]),
  );
}

/** The wait of somebody with so many before them in a queue of such evidence, or why nothing can be said. */
export function forecastOrWhy(
  { line, capacity, weights, calibration }: QueueEvidence,
  channel: string,
  ahead: number,
): ExpectedWait | WaitUnknown {
  const slots = Math.floor(capacity / Math.max(1, claimWeight(channel, weights)));
  return waitOrWhy({ ...line, ahead, slots }, calibration);
}

export function forecastFor(evidence: QueueEvidence, channel: string, ahead: number): ExpectedWait | null {
  const wait = forecastOrWhy(evidence, channel, ahead);
  return typeof wait === 'string' ? null : wait;
}

interface LineRow {
  id: string;
  epoch: number;
  queue_id: string;
  channel: string;
  ahead: number;
}

/** Everybody in line in these queues, at most the first `depth` of each: their place, and what they may be told. */
export async function forecastLines(sql: Sql, queueIds: readonly string[], depth: number): Promise<Forecast[]> {
  if (queueIds.length === 0) return [];
  const rows = await sql.prepared<LineRow>('forecast-lines', linesStatement, [queueIds, depth]);
  return withWaits(sql, rows);
}

/** As `forecastLines`, of these conversations; those that do not wait are left out. */
export async function forecastsOf(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, Forecast>> {
  if (conversationIds.length === 0) return new Map();
  const [name, statement] =
    conversationIds.length > FEW
      ? (['forecast-lined', linedStatement] as const)
      : (['forecast-places', placesStatement] as const);
  const rows = await sql.prepared<LineRow>(name, statement, [conversationIds]);
  return new Map((await withWaits(sql, rows)).map((one) => [one.conversationId, one]));
}

async function withWaits(sql: Sql, rows: LineRow[]): Promise<Forecast[]> {
  const evidence = await evidenceOf(sql, [...new Set(rows.map((row) => row.queue_id))]);
  return rows.map(({ id, epoch, queue_id, channel, ahead }) => {
    const of = evidence.get(queue_id);
    return {
      conversationId: id,
      epoch,
      queueId: queue_id,
      channel,
      ahead,
      expectedWait: of ? forecastFor(of, channel, ahead) : null,
    };
  });
}

/** Higher priority first, then who has waited longest: the order in which a queue serves equals. */
const order = (alias: string): string => `${alias}.priority DESC, ${alias}.waiting_since, ${alias}.id`;

const linesStatement = `
SELECT l.id, l.epoch, l.queue_id, l.channel, l.n::int - 1 AS ahead
FROM unnest($1::uuid[]) AS q(id) CROSS JOIN LATERAL (
  SELECT c.id, c.epoch, c.queue_id, c.channel, row_number() OVER (ORDER BY ${order('c')}) AS n
  FROM conversations c WHERE c.queue_id = q.id AND c.status = 'waiting' ORDER BY ${order('c')} LIMIT $2) AS l`;

const placesStatement = `
SELECT v.id, v.epoch, v.queue_id, v.channel, (
  SELECT count(*)::int FROM conversations w WHERE w.queue_id = v.queue_id AND w.status = 'waiting'
    AND (w.priority > v.priority OR (w.priority = v.priority AND (w.waiting_since, w.id) < (v.waiting_since, v.id)))) AS ahead
FROM conversations v WHERE v.id = ANY($1::uuid[]) AND v.status = 'waiting'`;

/** So many places are counted one by one; for more, each line is numbered once. */
const FEW = 8;

const linedStatement = `
SELECT l.id, l.epoch, l.queue_id, l.channel, l.n::int - 1 AS ahead FROM (
  SELECT c.id, c.epoch, c.queue_id, c.channel, row_number() OVER (PARTITION BY c.queue_id ORDER BY ${order('c')}) AS n
  FROM conversations c WHERE c.status = 'waiting'
    AND c.queue_id IN (SELECT v.queue_id FROM conversations v WHERE v.id = ANY($1::uuid[]) AND v.status = 'waiting')) AS l
WHERE l.id = ANY($1::uuid[])`;

const evidenceStatement = `
WITH clock AS MATERIALIZED (SELECT app_now() AS now)
SELECT q.id, q.weights,
  (SELECT coalesce(sum(a.capacity), 0) FROM queue_agents m JOIN agents a ON a.id = m.agent_id AND a.disabled_at IS NULL
   JOIN agent_presence p ON p.agent_id = a.id AND p.state = 'available' AND p.lease_expires_at > clock.now WHERE m.queue_id = q.id) AS capacity,
  (SELECT CASE WHEN count(*) >= ${HANDLING.least} THEN avg(ms)::float8 END FROM (
     SELECT extract(epoch FROM coalesce(s.wrap_up_until, s.ended_at) - s.started_at) * 1000 AS ms FROM assignments s
     WHERE s.queue_id = q.id AND s.ended_at > clock.now - interval '${HANDLING.days} days' AND s.end_reason = 'closed'
     ORDER BY s.ended_at DESC LIMIT ${HANDLING.most}) AS last) AS mean_handling_ms,
  (SELECT count(*)::int FROM assignments s
   WHERE s.queue_id = q.id AND s.started_at > clock.now - ${WINDOW_MS} * interval '1 ms') AS served,
  k.widen, k.pace
FROM queues q CROSS JOIN clock LEFT JOIN LATERAL (
  SELECT widen, pace FROM wait_calibrations k WHERE k.queue_id = q.id ORDER BY k.day DESC LIMIT 1) AS k ON true
WHERE q.id = ANY($1::uuid[])`;
