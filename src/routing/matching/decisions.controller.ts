import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RoutingTraceView } from '../../contracts/decision-views.js';
import type { DecisionView, WaitingNowView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { waitingNow } from '../watchdog/waiting-now.queries.js';
import { decisionsOf, routingTraceOf } from './decisions.queries.js';

@ApiTags('Conversations')
@Controller('v1/conversations/:id/decisions')
export class DecisionsController {
  constructor(private readonly db: Database) {}

  /** Who was chosen, why, and why not each of the others; by which rules it came to its queue; and what it waits for now. */
  @Get()
  async list(@Param('id') id: string): Promise<{ data: DecisionView[]; routing: RoutingTraceView; now: WaitingNowView | null }> {
    const found = await this.db.query('SELECT 1 FROM conversations WHERE id = $1', [id]);
    if (found.length === 0) throw notFound('conversation');
    return {
      data: await decisionsOf(this.db, id),
      routing: await routingTraceOf(this.db, id),
      now: await waitingNow(this.db, id),
    };
  }
}
