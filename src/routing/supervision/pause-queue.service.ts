import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { assertSupervises } from '../../accounts/supervised-queues.queries.js';
import { room } from '../../contracts/events.js';
import type { QueueView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { findQueue } from '../queues/queues.queries.js';
import { lockQueue } from '../queues/queues.repository.js';

/** Holds the work of a queue back, and gives it out again: by hand, or at the time that was said when it was paused. */
@Injectable()
export class PauseQueue implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('paused queues', () => this.resumeDue());
  }

  /**
   * A queue that is paused already keeps its pause, with this reason and this end. Errors: `not_found`, `forbidden`,
   * `invalid_request` (an end that has passed or is over a year away).
   */
  async pause(by: Principal, id: string, { reason, until }: { reason: string; until?: Date }): Promise<QueueView> {
    await this.db.transaction(async (tx) => {
      await this.lock(tx, by, id);
      if (until) await checkUntil(tx, until);
      await tx.run('UPDATE queues SET paused_at = coalesce(paused_at, app_now()), version = version + 1 WHERE id = $1', [id]);
      await tx.run(
        `INSERT INTO queue_pauses (queue_id, paused_at, reason, until, by_agent_id) SELECT id, paused_at, $2, $3, $4 FROM queues WHERE id = $1
         ON CONFLICT (queue_id) DO UPDATE SET paused_at = excluded.paused_at, reason = excluded.reason, until = excluded.until, by_agent_id = excluded.by_agent_id`,
        [id, reason, until ?? null, by.id],
      );
      await this.tell({ tx, actor: actorOf(by) }, id, 'queue.paused', { reason, until: until?.toISOString() ?? null });
    });
    return (await findQueue(this.db, id))!;
  }

  /** One that runs already is left as it is. Errors: `not_found`, `forbidden`. */
  async resume(by: Principal, id: string, reason?: string): Promise<QueueView> {
    await this.db.transaction(async (tx) => {
      const { paused } = await this.lock(tx, by, id);
      if (paused) await this.resumeIn({ tx, actor: actorOf(by) }, id, { reason: reason ?? null });
    });
    return (await findQueue(this.db, id))!;
  }

  private async lock(tx: Tx, by: Principal, id: string): Promise<{ paused: boolean }> {
    const locked = await lockQueue(tx, id);
    if (!locked) throw notFound('queue');
    await assertSupervises(tx, by, id);
    return locked;
  }

  private async resumeIn(scope: Scope, id: string, data: object): Promise<void> {
    await scope.tx.run('UPDATE queues SET paused_at = NULL, version = version + 1 WHERE id = $1', [id]);
    await scope.tx.run('DELETE FROM queue_pauses WHERE queue_id = $1', [id]);
    await this.tell(scope, id, 'queue.resumed', data);
  }

  private async tell(scope: Scope, id: string, action: string, data: object): Promise<void> {
    await this.outbox.add(scope.tx, {
      type: 'routing.configured',
      payload: { queueId: id },
      rooms: [room.queue(id), room.supervisors],
    });
    await this.audit.write(scope, { action, subjectType: 'queue', subjectId: id, data });
  }

  private async resumeDue(): Promise<void> {
    const due = await this.db.query<{ queue_id: string }>('SELECT queue_id FROM queue_pauses WHERE until <= app_now() LIMIT 100');
    for (const { queue_id: id } of due)
      await this.db
        .transaction(async (tx) => {
          await lockQueue(tx, id);
          // Read under the lock: a pause that was lengthened, ended or begun anew meanwhile is not ended by the old one.
          const [row] = await tx.query<{ same: boolean }>(
            `SELECT p.paused_at IS NOT DISTINCT FROM q.paused_at AS same FROM queue_pauses p JOIN queues q ON q.id = p.queue_id
             WHERE p.queue_id = $1 AND p.until <= app_now()`,
            [id],
          );
          if (row?.same) await this.resumeIn({ tx, actor: systemActor }, id, { because: 'until' });
          else if (row) await tx.run('DELETE FROM queue_pauses WHERE queue_id = $1', [id]);
        })
        .catch((error: unknown) => this.log.error({ err: error, queueId: id }, 'a paused queue could not be resumed'));
  }
}

/** Judged by database time, which is the time it will end by. */
async function checkUntil(tx: Tx, until: Date): Promise<void> {
  const [row] = await tx.query<{ fits: boolean }>(
    `SELECT $1::timestamptz > app_now() AND $1::timestamptz < app_now() + interval '366 days' AS fits`,
    [until],
  );
  if (row?.fits) return;
  throw new Refusal('invalid_request', 'The end of the pause must lie ahead, at most a year.', {
    translations: { zh: '暂停的结束时间必须在将来，且不超过一年。' },
    errors: [{ pointer: '/until', detail: 'must lie ahead, at most a year' }],
  });
}
