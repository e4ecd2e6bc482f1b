import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DEFAULT_POLICY, type Policy } from '../../core/matching/snapshot.js';
import { replayPeriod } from '../../core/replay/replay-period.js';
import type { ReplayOutcome } from '../../core/replay/tally.js';
import { Database } from '../../platform/database/database.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { activePolicy } from './policies.queries.js';
import { recordedPeriod, type RecordedPeriod } from './recorded-period.queries.js';

interface DueReplay {
  id: string;
  from_at: Date;
  to_at: Date;
  queue_ids: string[] | null;
  policy: Policy | null;
}

/** Without a sign of life for so long, whoever ran it is gone. */
const BEAT_S = 15;

/**
 * Works off the replays that were asked for, one at a time, in the process that leads the sweep. It only reads, so a process
 * that dies in it costs nothing but the time: another begins again. Between steps everything else in the process goes on.
 */
@Injectable()
export class ReplayPolicies implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('policy replays', () => this.execute(), 1_000);
  }

  async execute(): Promise<void> {
    for (let due = await this.next(); due; due = await this.next()) await this.run(due);
  }

  private async next(): Promise<DueReplay | undefined> {
    const [row] = await this.db.query<DueReplay>(
      `WITH due AS (
         SELECT id FROM policy_replays
         WHERE state = 'due' OR (state = 'running' AND beat_at < app_now() - interval '${BEAT_S} seconds')
         ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE policy_replays r SET state = 'running', beat_at = app_now(), progress = 0 FROM due WHERE r.id = due.id
       RETURNING r.id, r.from_at, r.to_at, r.queue_ids, (SELECT p.policy FROM policies p WHERE p.id = r.policy_id) AS policy`,
    );
    return row;
  }

  private async run({ id, from_at, to_at, queue_ids, policy }: DueReplay): Promise<void> {
    try {
      const period = await recordedPeriod(this.db, { from: from_at, to: to_at, queueIds: queue_ids });
      const [inForce, candidate] = [await activePolicy(this.db), policy ?? DEFAULT_POLICY];
      const active = await this.outcome(id, period, inForce, 0);
      const outcome = await this.outcome(id, period, candidate, 0.5);
      const result = {
        recorded: period.recorded,
        leftOut: period.leftOut,
        active: { version: inForce.version, ...active },
        candidate: { version: candidate.version, ...outcome },
      };
      await this.db.run(
        `UPDATE policy_replays SET state = 'done', progress = 1, result = $2, beat_at = app_now() WHERE id = $1`,
        [id, JSON.stringify(result)],
      );
    } catch (error) {
      this.log.warn({ err: error, replayId: id }, 'a policy replay failed');
      await this.db.run(`UPDATE policy_replays SET state = 'failed', problem = $2 WHERE id = $1`, [id, (error as Error).message]);
    }
  }

  private async outcome(id: string, { arrivals, shifts }: RecordedPeriod, policy: Policy, from: number): Promise<ReplayOutcome> {
    const run = replayPeriod(arrivals, shifts, policy);
    let told = performance.now();
    for (let step = run.next(); ; step = run.next()) {
      if (step.done) return step.value;
      await new Promise((resolve) => setImmediate(resolve));
      if (performance.now() - told < 1_000) continue;
      told = performance.now();
      await this.db.run('UPDATE policy_replays SET progress = $2, beat_at = app_now() WHERE id = $1', [
        id,
        from + step.value / 2,
      ]);
    }
  }
}
