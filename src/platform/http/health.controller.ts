import { Controller, Get, Res } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Database } from '../database/database.js';
import { JobBus } from '../jobs/job-bus.js';
import { Public } from './public.js';
import { type Readiness, readinessOf } from './readiness.js';

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
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await readinessOf(this.db, this.jobs);
    if (readiness.status !== 'ok') response.status(503);
    return readiness;
  }
}
