import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { ReassignmentPlanView, ReassignmentView } from '../../contracts/views.js';
import { ApplyReassignment } from './apply-reassignment.service.js';
import { PlanReassignment } from './plan-reassignment.service.js';

export class PlanBody {
  /** Empty this desk. */
  @IsOptional()
  @IsUUID()
  fromAgentId?: string;

  /** Or these conversations. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  conversationIds?: string[];

  /** Only these may receive. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  toAgentIds?: string[];

  @IsOptional()
  @IsUUID()
  toQueueId?: string;
}

export class ApplyBody {
  @IsString()
  @MaxLength(200_000)
  planToken: string;
}

/** Moving many at once: first the plan, then the act, and back again. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/reassignments')
export class ReassignmentsController {
  constructor(
    private readonly planReassignment: PlanReassignment,
    private readonly applyReassignment: ApplyReassignment,
  ) {}

  @Post('plan')
  @HttpCode(200)
  plan(@CurrentPrincipal() by: Principal, @Body() body: PlanBody): Promise<ReassignmentPlanView> {
    return this.planReassignment.execute({ by, ...body });
  }

  @Post()
  apply(@CurrentPrincipal() by: Principal, @Body() { planToken }: ApplyBody): Promise<ReassignmentView> {
    return this.applyReassignment.apply(by, planToken);
  }

  @Post(':id/undo')
  @HttpCode(200)
  undo(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<ReassignmentView> {
    return this.applyReassignment.undo(by, id);
  }
}
