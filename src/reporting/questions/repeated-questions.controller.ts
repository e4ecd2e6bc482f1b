import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { assertSupervises, supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { RepeatedQuestionsView } from '../../contracts/report-views.js';
import { Database } from '../../platform/database/database.js';
import { IsMoment } from '../../platform/http/moment.js';
import { Refusal } from '../../platform/http/refusal.js';

const keys = { agent: 'agent_id', queue: 'queue_id', channel: 'channel' } as const;
const names = {
  agent: '(SELECT a.name FROM agents a WHERE a.id = g.key::uuid)',
  queue: '(SELECT q.name FROM queues q WHERE q.id = g.key::uuid)',
  channel: 'g.key',
} as const;

class RepeatedQuestionsQuery {
  /** RFC 3339 */
  @IsMoment()
  from: string;

  /** RFC 3339, not included. */
  @IsMoment()
  to: string;

  @IsOptional()
  @IsIn(Object.keys(keys))
  by?: keyof typeof keys;

  /** Only this queue. */
  @IsOptional()
  @IsUUID()
  queue?: string;
}

/** How often customers were asked what they had told us. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/reports/repeated-questions')
export class RepeatedQuestionsController {
  constructor(private readonly db: Database) {}

  @Get()
  async read(
    @CurrentPrincipal() principal: Principal,
    @Query() { from, to, by = 'queue', queue }: RepeatedQuestionsQuery,
  ): Promise<{ data: RepeatedQuestionsView[] }> {
    if (Date.parse(to) <= Date.parse(from))
      throw new Refusal('invalid_request', 'to must lie after from.', {
        errors: [{ pointer: '?to', detail: 'must lie after from' }],
      });
    if (queue) await assertSupervises(this.db, principal, queue);
    const queueIds = queue ? [queue] : await supervisedQueueIds(this.db, principal);
    const data = await this.db.query<RepeatedQuestionsView>(
      `SELECT $4::text AS by, g.key, ${names[by]} AS name, g.asked, g.known AS "askedAlthoughKnown", round(g.known::numeric / g.asked, 4)::float8 AS rate
       FROM (SELECT ${keys[by]}::text AS key, count(*)::int AS asked, count(known_since)::int AS known FROM asked_questions
             WHERE asked_at >= $1 AND asked_at < $2 AND ($3::uuid[] IS NULL OR queue_id = ANY($3)) GROUP BY 1) g
       ORDER BY g.known DESC, g.asked DESC, g.key LIMIT 5000`,
      [from, to, queueIds, by],
    );
    return { data };
  }
}
