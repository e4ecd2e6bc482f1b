import { Injectable, type OnModuleInit } from '@nestjs/common';
import { room } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { reckonOpening } from './reckon-opening.js';

/** Opens and closes queues when their hours say so. The row is the timer; what waits is matched with the news of it. */
@Injectable()
export class OpenQueues implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('queues that open or close', () => this.execute());
  }

  async execute(): Promise<void> {
    const due = await this.db.prepared<{ id: string }>(
      'hours-due',
      'SELECT id FROM queues WHERE hours_change_at <= (SELECT app_now()) ORDER BY id',
      [],
    );
    if (due.length > 0)
      await this.db.transaction((tx) =>
        this.reckon(
          tx,
          due.map((row) => row.id),
        ),
      );
  }

  /** In the transaction that changed the hours, or the queues that go by them; the matcher and screens hear of it after commit. */
  async reckon(tx: Tx, queueIds: readonly string[]): Promise<void> {
    await reckonOpening(tx, queueIds);
    await this.outbox.add(
      tx,
      ...queueIds.map((queueId) => ({
        type: 'routing.configured' as const,
        payload: { queueId },
        rooms: [room.queue(queueId), room.supervisors],
      })),
    );
  }
}
