import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Sweep } from '../platform/jobs/sweep.js';
import { pruneOutbox } from '../platform/outbox/prune.js';

const hourMs = 3_600_000;

/** Events are kept as long as `sync` may ask for them. */
@Injectable()
export class OutboxRetention implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('prune-outbox', async () => void (await pruneOutbox(this.db)), hourMs);
  }
}
