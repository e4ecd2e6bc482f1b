import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audit } from '../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../accounts/principal.js';
import type { MergeView } from '../contracts/identity.js';
import type { MessageView, Page } from '../contracts/views.js';
import { membersOf, rootOf } from '../customers/customers.repository.js';
import { customerView } from '../customers/customers.queries.js';
import { mergeViews } from '../customers/merges.queries.js';
import { Database } from '../platform/database/database.js';
import { page } from '../platform/http/cursor.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { SignedLinks } from '../platform/storage/signed-links.js';
import { placeAfter, MergeBody, ThreadQuery } from './conversation-bodies.js';
import { listMessages } from './conversations.queries.js';
import { readerOf } from './reader-of.js';
import { MergeCustomers } from './merge-customers.service.js';

/** The one thread of a customer over all channels, and joining two threads into one. */
@ApiTags('Customers')
@Controller('v1')
export class ThreadController {
  constructor(
    private readonly db: Database,
    private readonly merging: MergeCustomers,
    private readonly audit: Audit,
    private readonly links: SignedLinks,
  ) {}

  @Get('customers/:id/thread')
  async thread(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query() query: ThreadQuery,
  ): Promise<Page<MessageView>> {
    const after = placeAfter(query);
    if (!(await customerView(this.db, id))) throw notFound('customer');
    const customerIds = await membersOf(this.db, await rootOf(this.db, id));
    const reader = await readerOf(this.db, principal);
    const rows = await listMessages(
      this.db,
      { customerIds, byTime: customerIds.length > 1, reader, after, limit: query.limit + 1 },
      this.links,
    );
    return page(
      rows,
      query.limit,
      (row) => [row.seq, row.id],
      (row) => row,
    );
  }

  @Roles('agent')
  @Post('customers/:id/merge')
  @HttpCode(201)
  async merge(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: MergeBody,
  ): Promise<{ mergeId: string }> {
    const mergeId = await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const merged = await this.merging.merge(scope, { fromId: body.from, intoId: id, reason: body.reason });
      if (!merged) throw new Refusal('conflict', 'Both are one customer already.');
      await this.audit.write(scope, {
        action: 'customers.merge',
        subjectType: 'customer',
        subjectId: id,
        data: { from: body.from, mergeId: merged },
      });
      return merged;
    });
    return { mergeId };
  }

  @Get('customers/:id/merges')
  async merges(@Param('id') id: string): Promise<{ data: MergeView[] }> {
    if (!(await customerView(this.db, id))) throw notFound('customer');
    return { data: await mergeViews(this.db, await membersOf(this.db, await rootOf(this.db, id))) };
  }

  @Roles('agent')
  @Post('merges/:id/undo')
  @HttpCode(200)
  async undo(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<{ fromId: string; intoId: string }> {
    return this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const undone = await this.merging.undo(scope, id);
      await this.audit.write(scope, {
        action: 'customers.unmerge',
        subjectType: 'customer',
        subjectId: undone.intoId,
        data: { from: undone.fromId, mergeId: id },
      });
      return undone;
    });
  }
}
