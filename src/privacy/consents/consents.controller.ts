import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsObject, IsOptional, IsString, Length, Matches } from 'class-validator';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, AllowIntegration } from '../../accounts/principal.js';
import { type ConsentsView, silenceOf } from '../../contracts/privacy.js';
import { lockCustomer } from '../../customers/customers.repository.js';
import { customerView } from '../../customers/customers.queries.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { consentHistory, grantedNow } from '../../customers/consents/consents.queries.js';
import { Consents } from '../../customers/consents/consents.service.js';

export const purposePattern = /^[a-z][a-z0-9_-]{0,39}$/;
const customerId = new ParseUUIDPipe({ exceptionFactory: () => notFound('customer') });
const largestEvidence = 10_000;

export class ConsentBody {
  @Matches(purposePattern, { message: 'must be a small word such as marketing' })
  purpose: string;

  @IsBoolean()
  granted: boolean;

  /** Where it was said. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  source?: string;

  /** How we know: a form and its version, a recording, a letter. */
  @IsOptional()
  @IsObject()
  evidence?: Record<string, unknown>;
}

@ApiTags('Privacy')
@Controller('v1/customers/:id/consents')
export class ConsentsController {
  constructor(
    private readonly db: Database,
    private readonly consents: Consents,
    private readonly audit: Audit,
  ) {}

  @AllowIntegration()
  @Get()
  async list(@Param('id', customerId) id: string): Promise<ConsentsView> {
    if (!(await customerView(this.db, id))) throw notFound('customer');
    return { granted: await grantedNow(this.db, id), silence: silenceOf, history: await consentHistory(this.db, id) };
  }

  /** For other systems, before they use what they know from us. */
  @AllowIntegration()
  @Get(':purpose')
  async one(
    @CurrentPrincipal() principal: Principal,
    @Param('id', customerId) id: string,
    @Param('purpose') purpose: string,
  ): Promise<{ purpose: string; granted: boolean }> {
    if (!purposePattern.test(purpose)) throw notFound('purpose');
    if (!(await customerView(this.db, id))) throw notFound('customer');
    await this.consents.require(this.db, id, purpose, actorOf(principal));
    return { purpose, granted: true };
  }

  @AllowIntegration()
  @HttpCode(201)
  @Post()
  async say(
    @CurrentPrincipal() principal: Principal,
    @Param('id', customerId) id: string,
    @Body() body: ConsentBody,
  ): Promise<ConsentsView> {
    if (JSON.stringify(body.evidence ?? {}).length > largestEvidence)
      throw new Refusal('invalid_request', 'The evidence is too long.', {
        errors: [{ pointer: '/evidence', detail: `must be no longer than ${largestEvidence} characters` }],
      });
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      // At the root, where a word said after a merge is found.
      const root = await lockCustomer(tx, id);
      if (!root) throw notFound('customer');
      const { purpose, granted, evidence } = body;
      const source = body.source ?? principal.type;
      await this.consents.say(scope, { customerId: root.id, purpose, granted, source, evidence });
      const data = { purpose, granted, source };
      await this.audit.write(scope, { action: 'consent.said', subjectType: 'customer', subjectId: root.id, data });
    });
    return this.list(id);
  }
}
