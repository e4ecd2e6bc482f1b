import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { type RetentionKind, retentionKinds, type RetentionRuleView } from '../../contracts/privacy.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { countDue, retentionViews } from './retention.service.js';

export class RetentionRuleBody {
  @IsInt()
  @Min(1)
  @Max(36_500)
  days: number;

  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export class RetentionQuery {
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: string;
}

@ApiTags('Privacy')
@Roles('admin')
@Controller('v1/retention-rules')
export class RetentionController {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  @Get()
  async list(): Promise<{ data: RetentionRuleView[] }> {
    return { data: await retentionViews(this.db) };
  }

  /** With `dryRun` nothing is set: the answer says in `due` what the first run would remove. */
  @Put(':kind')
  async set(
    @CurrentPrincipal() principal: Principal,
    @Param('kind') kind: string,
    @Query() query: RetentionQuery,
    @Body() body: RetentionRuleBody,
  ): Promise<RetentionRuleView> {
    const known = kindOf(kind);
    const enabled = body.enabled ?? true;
    if (query.dryRun === 'true') {
      const before = await this.one(known);
      return { ...before, days: body.days, enabled, due: await countDue(this.db, known, body.days) };
    }
    await this.db.transaction(async (tx) => {
      await tx.run(
        `INSERT INTO retention_rules (kind, days, enabled) VALUES ($1, $2, $3)
         ON CONFLICT (kind) DO UPDATE SET days = $2, enabled = $3, version = retention_rules.version + 1, changed_at = app_now()`,
        [known, body.days, enabled],
      );
      const about = { action: 'retention_rule.set', subjectType: 'retention_rule', subjectId: known };
      await this.audit.write({ tx, actor: actorOf(principal) }, { ...about, data: { days: body.days, enabled } });
    });
    return this.one(known);
  }

  @HttpCode(204)
  @Delete(':kind')
  async drop(@CurrentPrincipal() principal: Principal, @Param('kind') kind: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      if ((await tx.run('DELETE FROM retention_rules WHERE kind = $1', [kindOf(kind)])) === 0) throw notFound('retention rule');
      const about = { action: 'retention_rule.removed', subjectType: 'retention_rule', subjectId: kind };
      await this.audit.write({ tx, actor: actorOf(principal) }, about);
    });
  }

  private async one(kind: RetentionKind): Promise<RetentionRuleView> {
    return (await retentionViews(this.db)).find((one) => one.kind === kind)!;
  }
}

function kindOf(kind: string): RetentionKind {
  const known = retentionKinds.find((one) => one === kind);
  if (!known) throw notFound('retention rule');
  return known;
}
