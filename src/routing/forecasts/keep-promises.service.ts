import { Injectable, type OnModuleInit } from '@nestjs/common';
import { calibrate } from '../../core/waits/calibrate.js';
import { UNCALIBRATED } from '../../core/waits/forecast.js';
import { Database } from '../../platform/database/database.js';
import type { Sql } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import type { Forecast } from './forecasts.queries.js';

interface DayRow {
  queue_id: string;
  day: string;
  promises: { fromMs: number; toMs: number; actualMs: number }[];
  widen: number | null;
  pace: number | null;
}

/** Writes down what customers were told, scores it when their wait is over, and learns from each day once it has ended. */
@Injectable()
export class KeepPromises implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('promised waits that are over', () => this.score(), 5_000);
    this.sweep.register('promised waits of a day that is over', () => this.learn(), 60_000);
  }

  /** The first promise of each wait; later ones only follow the line. */
  async made(sql: Sql, forecasts: readonly Forecast[]): Promise<void> {
    const rows = forecasts.flatMap(({ expectedWait: range, ...one }) => (range ? [{ ...one, ...range }] : []));
    if (rows.length === 0) return;
    await sql.prepared(
      'promise-waits',
      `INSERT INTO wait_promises (conversation_id, epoch, queue_id, ahead, from_ms, to_ms)
       SELECT "conversationId", epoch, "queueId", ahead, "fromMs", "toMs" FROM jsonb_to_recordset($1::jsonb)
         AS p("conversationId" uuid, epoch int, "queueId" uuid, ahead int, "fromMs" bigint, "toMs" bigint)
       ON CONFLICT (conversation_id, epoch) DO NOTHING`,
      [JSON.stringify(rows)],
    );
  }

  /** A wait ends when an agent takes the conversation. One that ended otherwise is put aside unscored: nobody knows how long it would have been. */
  async score(): Promise<void> {
    await this.db.prepared(
      'score-waits',
      `UPDATE wait_promises p SET scored_at = app_now(), actual_ms = CASE WHEN e.taken_at IS NOT NULL
           THEN greatest(0, extract(epoch FROM e.taken_at - p.made_at) * 1000)::bigint END
       FROM (
         SELECT o.conversation_id, o.epoch, (
           SELECT min(s.started_at) FROM assignments s WHERE s.conversation_id = o.conversation_id AND s.started_at >= o.made_at) AS taken_at,
           v.status = 'closed' OR v.queue_id <> o.queue_id OR (v.epoch <> o.epoch AND v.status = 'waiting') AS over
         FROM wait_promises o JOIN conversations v ON v.id = o.conversation_id WHERE o.scored_at IS NULL ORDER BY o.made_at LIMIT 5000) AS e
       WHERE p.conversation_id = e.conversation_id AND p.epoch = e.epoch AND p.scored_at IS NULL AND (e.taken_at IS NOT NULL OR e.over)`,
      [],
    );
  }

  /** Each day once, oldest first, so that each builds on the one before. Two processes at once write the same row. */
  async learn(): Promise<void> {
    for (;;) {
      const [row] = await this.db.query<DayRow>(nextDay);
      if (!row) return;
      const before = row.widen === null || row.pace === null ? UNCALIBRATED : { widen: row.widen, pace: row.pace };
      const { promised, inside, coverage, widen, pace } = calibrate(row.promises, before);
      await this.db.run(
        `INSERT INTO wait_calibrations (queue_id, day, promised, inside, coverage, widen, pace) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (queue_id, day) DO NOTHING`,
        [row.queue_id, row.day, promised, inside, coverage, widen, pace],
      );
    }
  }
}

const nextDay = `
WITH due AS (
  SELECT p.queue_id, (p.made_at AT TIME ZONE 'UTC')::date AS day FROM wait_promises p
  WHERE p.made_at < date_trunc('day', app_now(), 'UTC') AND p.made_at > app_now() - interval '30 days'
    AND NOT EXISTS (SELECT 1 FROM wait_calibrations k WHERE k.queue_id = p.queue_id AND k.day >= (p.made_at AT TIME ZONE 'UTC')::date)
  GROUP BY 1, 2 ORDER BY 2, 1 LIMIT 1)
SELECT due.queue_id, due.day::text, k.widen, k.pace, coalesce((
  SELECT jsonb_agg(jsonb_build_object('fromMs', p.from_ms, 'toMs', p.to_ms, 'actualMs', p.actual_ms)) FROM wait_promises p
  WHERE p.queue_id = due.queue_id AND (p.made_at AT TIME ZONE 'UTC')::date = due.day AND p.actual_ms IS NOT NULL), '[]') AS promises
FROM due LEFT JOIN LATERAL (
  SELECT widen, pace FROM wait_calibrations k WHERE k.queue_id = due.queue_id ORDER BY k.day DESC LIMIT 1) AS k ON true`;
