import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { PolicyReplayView, PolicyView } from '../../contracts/report-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { policyViews, replayView } from './policies.queries.js';
import { ActivateBody, NewPolicyBody, ReplayBody } from './policy-bodies.js';
import { SavePolicy } from './save-policy.service.js';

/** By which rules the matcher weighs: versions, what each would have done with a recorded period, and which is in force. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    private readonly db: Database,
    private readonly savePolicy: SavePolicy,
  ) {}

  @Get()
  async list(): Promise<{ data: PolicyView[] }> {
    return { data: await policyViews(this.db) };
  }

  @Get(':id')
  async get(@Param('id') id: string): Promise<PolicyView> {
    const [policy] = await policyViews(this.db, id);
    if (!policy) throw notFound('policy');
    return policy;
  }

  @Roles('admin')
  @Post()
  create(@CurrentPrincipal() by: Principal, @Body() body: NewPolicyBody): Promise<PolicyView> {
    return this.savePolicy.create(by, body);
  }

  @Roles('admin')
  @Post(':id/activate')
  @HttpCode(200)
  activate(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Body() { reason }: ActivateBody): Promise<PolicyView> {
    return this.savePolicy.activate(by, id, reason);
  }

  /** 202: the answer is at `GET /v1/policy-replays/{id}` once its state is `done`. */
  @Post(':id/replay')
  @HttpCode(202)
  replay(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Body() body: ReplayBody): Promise<PolicyReplayView> {
    return this.savePolicy.replay(by, id, body);
  }
}

@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/policy-replays')
export class PolicyReplaysController {
  constructor(private readonly db: Database) {}

  @Get(':id')
  async get(@Param('id') id: string): Promise<PolicyReplayView> {
    const replay = await replayView(this.db, id);
    if (!replay) throw notFound('policy replay');
    return replay;
  }
}
