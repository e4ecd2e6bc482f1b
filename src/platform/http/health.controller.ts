import { Controller, Get, Res } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database } from '../database/database.js';
import { pendingMigrations } from '../database/migrate.js';
import { JobBus } from '../jobs/job-bus.js';
import { Public } from './public.js';

type Check = 'ok' | 'failing';

@ApiTags('System')
@Controller('health')
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobBus,
  ) {}

  @Public()
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 only when the database answers, no migration is pending and the job backend is there. */
  @ApiServiceUnavailableResponse({ description: 'Not ready; the same body' })
  @Public()
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<{ status: Check; checks: Record<string, Check> }> {
    const [migrations, jobs] = await Promise.all([
      pendingMigrations(this.db.dataSource).then(
        (pending) => pending.length === 0,
        () => undefined,
      ),
      this.jobs.ready(),
    ]);
    const say = (good: boolean | undefined): Check => (good ? 'ok' : 'failing');
    const checks = { database: say(migrations !== undefined), migrations: say(migrations), jobs: say(jobs) };
    const status = say(Object.values(checks).every((check) => check === 'ok'));
    if (status !== 'ok') response.status(503);
    return { status, checks };
  }
}
