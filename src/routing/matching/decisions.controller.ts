import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { DecisionView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { decisionsOf } from './decisions.queries.js';

@ApiTags('Conversations')
@Controller('v1/conversations/:id/decisions')
export class DecisionsController {
  constructor(private readonly db: Database) {}

  /** Who was chosen, why, and why not each of the others. */
  @Get()
  async list(@Param('id') id: string): Promise<{ data: DecisionView[] }> {
    const found = await this.db.query('SELECT 1 FROM conversations WHERE id = $1', [id]);
    if (found.length === 0) throw notFound('conversation');
    return { data: await decisionsOf(this.db, id) };
  }
}
