import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweep } from '../jobs/sweep.js';
import { Database } from './database.js';
import { freshenStatistics } from './fresh-statistics.js';

const everyMs = 5_000;

/** Keeps the plans of a young or fast-growing database true. */
@Injectable()
export class FreshStatistics implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('statistics of tables that grew', async () => void (await freshenStatistics(this.db)), everyMs);
  }
}
