import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ColleagueView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { colleagueViews } from './colleagues.queries.js';
import { loadIn } from './place-conversation.js';

@ApiTags('Conversations')
@Controller('v1/conversations/:id/colleagues')
export class ColleaguesController {
  constructor(private readonly db: Database) {}

  @Get()
  async list(@Param('id') id: string): Promise<{ data: ColleagueView[] }> {
    const [row] = await this.db.query<{ queue_id: string; channel: string; assignee_id: string | null }>(
      'SELECT queue_id, channel, assignee_id FROM conversations WHERE id = $1',
      [id],
    );
    if (!row) throw notFound('conversation');
    return { data: await colleagueViews(this.db, await loadIn(this.db, row.queue_id, row.channel), row.assignee_id) };
  }
}
