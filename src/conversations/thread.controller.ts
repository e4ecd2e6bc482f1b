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
import { CustomerThreadQuery, MergeBody, placeAfter } from './conversation-bodies.js';
import { listMessages } from './conversations.queries.js';
import { readerOf } from './reader-of.js';
import { MergeCustomers } from './merge-customers.service.js';

const placeOf = ({ seq, id }: MessageView): [number, string] => [seq, id];

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
    @Query() query: CustomerThreadQuery,
  ): Promise<Page<MessageView>> {
    const place = placeAfter(query);
    if (!(await customerView(this.db, id))) throw notFound('customer');
    const customerIds = await membersOf(this.db, await rootOf(this.db, id));
    const thread = {
      customerIds,
      byTime: customerIds.length > 1,
      reader: await readerOf(this.db, principal),
      limit: query.limit + 1,
    };
    if (query.before === undefined) {
      const rows = await listMessages(this.db, { ...thread, after: place, aboveSeq: query.after }, this.links);
      return page(rows, query.limit, placeOf, (row) => row);
    }
    await this.inThread(customerIds, query.before);
    // A cursor goes on where the page before ended, here at its first message.
    const before = { beforeId: place.id ?? query.before, aboveSeq: query.after, newestFirst: true };
    const { data, meta } = page(
      await listMessages(this.db, { ...thread, ...before }, this.links),
      query.limit,
      placeOf,
      (row) => row,
    );
    return { data: data.reverse(), meta };
  }

  /** A message that an undo has taken to another thread names no place in this one. */
  private async inThread(customerIds: string[], messageId: string): Promise<void> {
    const [found] = await this.db.query('SELECT 1 FROM messages WHERE id = $1 AND customer_id = ANY($2)', [
      messageId,
      customerIds,
    ]);
    if (found) return;
    const detail = 'is not a message of this thread';
    throw new Refusal('invalid_request', `before ${detail}.`, { errors: [{ pointer: '/before', detail }] });
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
      if (!merged)
        throw new Refusal('conflict', 'Both are one customer already.', { translations: { zh: '两者已经是同一位客户。' } });
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
