import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { afterId } from '../accounts/after-id.js';
import { Audit } from '../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../accounts/principal.js';
import type { CustomerView, IdentityView, Page } from '../contracts/views.js';
import { normalise } from '../core/identity/normalise.js';
import { Database } from '../platform/database/database.js';
import { page } from '../platform/http/cursor.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { withEtag } from '../platform/http/version-guard.js';
import { AddIdentityBody, BlockBody, EditCustomerBody, ListCustomersQuery } from './customer-bodies.js';
import { membersOf, rootOf } from './customers.repository.js';
import { customerView, identityViews, listCustomers } from './customers.queries.js';
import { EditCustomer } from './edit-customer.service.js';
import { ResolveCustomer } from './resolve-customer.service.js';

@ApiTags('Customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly db: Database,
    private readonly editing: EditCustomer,
    private readonly resolving: ResolveCustomer,
    private readonly audit: Audit,
  ) {}

  @Get()
  async list(@Query() query: ListCustomersQuery): Promise<Page<CustomerView>> {
    const rows = await listCustomers(this.db, { text: query.query, afterId: afterId(query), limit: query.limit + 1 });
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @Get(':id')
  async one(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<CustomerView> {
    const customer = await customerView(this.db, id);
    if (!customer) throw notFound('customer');
    return withEtag(response, customer);
  }

  @Patch(':id')
  async edit(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: EditCustomerBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CustomerView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      await this.editing.edit(scope, id, body, ifMatch);
      await this.audit.write(scope, {
        action: 'customer.changed',
        subjectType: 'customer',
        subjectId: id,
        data: { changed: Object.keys(body) },
      });
    });
    return this.one(id, response);
  }

  @Get(':id/identities')
  async identities(@Param('id') id: string): Promise<{ data: IdentityView[] }> {
    if (!(await customerView(this.db, id))) throw notFound('customer');
    return { data: await identityViews(this.db, await membersOf(this.db, await rootOf(this.db, id))) };
  }

  /** A key that a colleague noted down is claimed: it suggests, and never joins threads by itself. */
  @Post(':id/identities')
  @HttpCode(201)
  async addIdentity(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: AddIdentityBody,
  ): Promise<{ data: IdentityView[] }> {
    const key = normalise(body.kind, body.value);
    if (!key.ok)
      throw new Refusal('invalid_request', `This is not a valid ${body.kind}.`, {
        errors: [{ pointer: '/value', detail: key.code }],
      });
    if (!(await customerView(this.db, id))) throw notFound('customer');
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const arriving = {
        kind: key.kind,
        value: key.value,
        display: key.display,
        level: 'claimed' as const,
        joins: false,
        proof: { by: 'agent' },
      };
      await this.resolving.attach(scope, id, arriving);
      await this.editing.announce(scope, id);
      await this.audit.write(scope, {
        action: 'customer.identity_added',
        subjectType: 'customer',
        subjectId: id,
        data: { kind: key.kind },
      });
    });
    return this.identities(id);
  }

  @Roles('supervisor')
  @Post(':id/block')
  @HttpCode(200)
  block(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: BlockBody): Promise<CustomerView> {
    return this.setBlocked(principal, id, true, body);
  }

  @Roles('supervisor')
  @Post(':id/unblock')
  @HttpCode(200)
  unblock(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: BlockBody): Promise<CustomerView> {
    return this.setBlocked(principal, id, false, body);
  }

  private async setBlocked(principal: Principal, id: string, blocked: boolean, body: BlockBody): Promise<CustomerView> {
    const root = await rootOf(this.db, id);
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      await this.editing.block(scope, root, blocked);
      const action = blocked ? 'customer.blocked' : 'customer.unblocked';
      await this.audit.write(scope, { action, subjectType: 'customer', subjectId: root, data: { reason: body.reason ?? null } });
    });
    const customer = await customerView(this.db, root);
    if (!customer) throw notFound('customer');
    return customer;
  }
}
