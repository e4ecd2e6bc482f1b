import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { PromisesKeptView } from '../../contracts/promises.js';
import { Database } from '../../platform/database/database.js';
import { Moment } from '../../platform/http/moment.js';
import { Refusal } from '../../platform/http/refusal.js';

class PromisesReportQuery {
  @Moment()
  from: Date;

  @Moment()
  to: Date;
}

/** Whether what customers were promised was done in time. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/reports/promises')
export class PromisesReportController {
  constructor(private readonly db: Database) {}

  @Get()
  async read(
    @CurrentPrincipal() by: Principal,
    @Query() { from, to }: PromisesReportQuery,
  ): Promise<{ data: PromisesKeptView[] }> {
    if (from >= to)
      throw new Refusal('invalid_request', 'The period has no length.', {
        errors: [{ pointer: '/to', detail: 'must be after from' }],
      });
    const queueIds = await supervisedQueueIds(this.db, by);
    const data = await this.db.query<PromisesKeptView>(
      // Not the state as it stands, but what became of each by its moment: a figure of a past month does not change any more
      // but for what is kept late.
      `SELECT a.id AS "agentId", a.name AS "agentName", count(*)::int AS due,
         count(*) FILTER (WHERE p.kept_at <= p.due_at)::int AS "keptInTime", count(*) FILTER (WHERE p.kept_at > p.due_at)::int AS "keptLate",
         count(*) FILTER (WHERE p.broken_at IS NOT NULL)::int AS broken,
         count(*) FILTER (WHERE p.kept_at IS NULL AND p.broken_at IS NULL)::int AS overdue,
         round(count(*) FILTER (WHERE p.kept_at <= p.due_at)::numeric / count(*), 4)::float8 AS "keptRate"
       FROM promises p JOIN agents a ON a.id = p.made_by JOIN conversations v ON v.id = p.conversation_id
       WHERE p.due_at >= $1 AND p.due_at < $2 AND (p.due_at <= app_now() OR p.kept_at IS NOT NULL OR p.broken_at IS NOT NULL)
         AND ($3::uuid[] IS NULL OR v.queue_id = ANY($3))
       GROUP BY a.id, a.name ORDER BY a.name, a.id LIMIT 5000`,
      [from, to, queueIds],
    );
    return { data };
  }
}
