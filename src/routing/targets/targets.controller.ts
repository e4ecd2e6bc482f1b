import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { TargetView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { targetsOf } from './targets.queries.js';

@ApiTags('Conversations')
@Controller('v1/conversations/:id/targets')
export class TargetsController {
  constructor(private readonly db: Database) {}

  @Get()
  async list(@Param('id') id: string): Promise<{ data: TargetView[] }> {
    const targets = await targetsOf(this.db, id);
    if (!targets) throw notFound('conversation');
    return { data: targets };
  }
}
