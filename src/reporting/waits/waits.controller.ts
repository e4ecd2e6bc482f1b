import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { assertSupervises, supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { PromisedWaitsView } from '../../contracts/report-views.js';
import { Database } from '../../platform/database/database.js';

class WaitsQuery {
  @IsOptional()
  @IsUUID()
  queue?: string;

  /** How far back. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(366)
  days?: number;
}

/** Whether what customers are told about their wait is true. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/reports/waits')
export class WaitsController {
  constructor(private readonly db: Database) {}

  @Get()
  async read(
    @CurrentPrincipal() by: Principal,
    @Query() { queue, days = 30 }: WaitsQuery,
  ): Promise<{ data: PromisedWaitsView[] }> {
    if (queue) await assertSupervises(this.db, by, queue);
    const queueIds = queue ? [queue] : await supervisedQueueIds(this.db, by);
    const data = await this.db.query<PromisedWaitsView>(
      `SELECT k.queue_id AS "queueId", q.name AS "queueName", k.day::text AS day, k.promised, k.inside, k.coverage, k.widen, k.pace
       FROM wait_calibrations k JOIN queues q ON q.id = k.queue_id
       WHERE ($1::uuid[] IS NULL OR k.queue_id = ANY($1)) AND k.day > (app_now() AT TIME ZONE 'UTC')::date - $2::int
       ORDER BY k.day DESC, q.name LIMIT 5000`,
      [queueIds, days],
    );
    return { data };
  }
}
