import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { afterId } from '../../accounts/after-id.js';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { AlertView } from '../../contracts/routing-views.js';
import type { Page } from '../../contracts/views.js';
import { type AlertKind, alertKinds } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { QueryFlag } from '../../platform/http/query-flag.js';
import { listAlerts } from './alerts.queries.js';

class AlertsQuery extends ListQuery {
  @IsOptional()
  @IsIn(alertKinds)
  kind?: AlertKind;

  /** Also what is over. */
  @QueryFlag()
  all?: boolean;
}

@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/alerts')
export class AlertsController {
  constructor(private readonly db: Database) {}

  @Get()
  async list(@CurrentPrincipal() by: Principal, @Query() query: AlertsQuery): Promise<Page<AlertView>> {
    const queueIds = await supervisedQueueIds(this.db, by);
    return page(
      await listAlerts(this.db, { ...query, queueIds }, afterId(query), query.limit),
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }
}
