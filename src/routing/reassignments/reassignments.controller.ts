import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
} from 'class-validator';
import { afterId } from '../../accounts/after-id.js';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { ReassignmentPlanView, ReassignmentSummaryView, ReassignmentView } from '../../contracts/routing-views.js';
import type { Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { ApplyReassignment } from './apply-reassignment.service.js';
import { PlanReassignment } from './plan-reassignment.service.js';
import { listReassignments } from './reassignments.queries.js';

/** Exactly one of `fromAgentId`, `queueId` and `conversationIds`. */
export class PlanBody {
  /** Empty this desk. */
  @IsOptional()
  @IsUUID()
  fromAgentId?: string;

  /** Or what waits in this queue. */
  @IsOptional()
  @IsUUID()
  queueId?: string;

  /** Or these conversations. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  conversationIds?: string[];

  /** Only these may receive. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  toAgentIds?: string[];

  /** Put all of them in line there instead. */
  @IsOptional()
  @IsUUID()
  toQueueId?: string;

  /** Kept in the audit log. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  reason?: string;
}

export class ApplyBody {
  @IsString()
  @MaxLength(500)
  planToken: string;

  /** Why, in place of the reason the plan was made with. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  reason?: string;
}

/** Moving many at once: first the plan, then the act, and back again. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/reassignments')
export class ReassignmentsController {
  constructor(
    private readonly db: Database,
    private readonly planReassignment: PlanReassignment,
    private readonly applyReassignment: ApplyReassignment,
  ) {}

  @Get()
  async list(@CurrentPrincipal() by: Principal, @Query() query: ListQuery): Promise<Page<ReassignmentSummaryView>> {
    const own = (await supervisedQueueIds(this.db, by)) === null ? null : by.id;
    return page(
      await listReassignments(this.db, own, afterId(query), query.limit),
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @Get(':id')
  one(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<ReassignmentView> {
    return this.applyReassignment.read(by, id);
  }

  @Post('plan')
  @HttpCode(200)
  plan(@CurrentPrincipal() by: Principal, @Body() body: PlanBody): Promise<ReassignmentPlanView> {
    return this.planReassignment.execute({ by, ...body });
  }

  @Post()
  apply(@CurrentPrincipal() by: Principal, @Body() { planToken, reason }: ApplyBody): Promise<ReassignmentView> {
    return this.applyReassignment.apply(by, planToken, reason);
  }

  @Post(':id/undo')
  @HttpCode(200)
  undo(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<ReassignmentView> {
    return this.applyReassignment.undo(by, id);
  }
}
