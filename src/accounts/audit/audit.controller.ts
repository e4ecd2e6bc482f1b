import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { AuditEntryView, Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { IsMoment } from '../../platform/http/moment.js';
import { Refusal } from '../../platform/http/refusal.js';
import { afterId } from '../after-id.js';
import { Roles } from '../principal.js';
import { auditEntryView, listAudit } from './audit.queries.js';

export class AuditQuery extends ListQuery {
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  subjectType?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  subjectId?: string;

  /** RFC 3339: what was done then or later. */
  @IsOptional()
  @IsMoment()
  from?: string;

  /** RFC 3339, not included. */
  @IsOptional()
  @IsMoment()
  to?: string;
}

const endsTooSoon = (): Refusal =>
  new Refusal('invalid_request', 'to must lie after from.', {
    errors: [{ pointer: '?to', detail: 'must lie after from' }],
    translations: { zh: '结束时间必须晚于开始时间。' },
  });

@ApiTags('Audit')
@Roles('supervisor')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly db: Database) {}

  @Get()
  async list(@Query() query: AuditQuery): Promise<Page<AuditEntryView>> {
    if (query.from && query.to && Date.parse(query.to) <= Date.parse(query.from)) throw endsTooSoon();
    return page(await listAudit(this.db, query, afterId(query), query.limit), query.limit, (row) => [row.id], auditEntryView);
  }
}
