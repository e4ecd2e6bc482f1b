import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { withEtag } from '../../platform/http/version-guard.js';
import type { Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, ListQuery, page } from '../../platform/http/cursor.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Connections } from './connections.service.js';
import { ChangeInbox, CreateInbox } from './inbox-bodies.js';
import { type InboxView, inboxView } from './inbox-view.js';
import type { InboxTemplate } from './inbox-template.js';
import { allInboxes, type InboxRecord } from './inboxes.queries.js';
import { type SavedInbox, SaveInbox } from './save-inbox.service.js';
import { NeverStored } from '../../platform/http/idempotency.js';

/** Inboxes for administrators. Reads go past the cache: what was written is what is shown. */
@ApiTags('Inboxes')
@NeverStored()
@Controller('v1/inboxes')
export class InboxesController {
  constructor(
    private readonly db: Database,
    private readonly saveInbox: SaveInbox,
    private readonly connections: Connections,
  ) {}

  @Roles('supervisor')
  @Get()
  async list(@Query() query: ListQuery): Promise<Page<InboxView>> {
    const after = decodeCursor(query.cursor, 2);
    const all = await allInboxes(this.db);
    const from = after ? all.findIndex((inbox) => inbox.id === after[1]) + 1 : 0;
    // No inbox is ever erased: an id we do not know was never in a cursor of ours.
    if (after && from === 0) throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
    return page(
      all.slice(from, from + query.limit + 1),
      query.limit,
      (inbox) => [inbox.createdAt.toISOString(), inbox.id],
      (inbox) => inboxView(inbox, this.connections.shown(inbox)),
    );
  }

  @Roles('supervisor')
  @Get(':inbox')
  async read(@Param('inbox') reference: string, @Res({ passthrough: true }) response: Response): Promise<InboxView> {
    return this.shown({ inbox: await this.find(reference) }, response);
  }

  /** What an agent may send outside the reply window. */
  @Get(':inbox/templates')
  async templates(@Param('inbox') reference: string): Promise<{ data: InboxTemplate[] }> {
    const inbox = await this.find(reference);
    return { data: inbox.templates };
  }

  /** The answer carries the identity secret, this once. */
  @Roles('admin')
  @Post()
  async create(
    @Body() body: CreateInbox,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.shown(await this.saveInbox.create(actorOf(principal), body), response);
  }

  @Roles('admin')
  @Patch(':id')
  async change(
    @Param('id') id: string,
    @Body() body: ChangeInbox,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.shown(await this.saveInbox.change(actorOf(principal), id, ifMatch, body), response);
  }

  /** A new identity secret, shown this once. */
  @Roles('admin')
  @Post(':id/identity-secret')
  async rotateSecret(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.shown(await this.saveInbox.rotateSecret(actorOf(principal), id, ifMatch), response);
  }

  /** Threads name their inbox for ever, so an inbox is closed and never erased. */
  @Roles('admin')
  @Delete(':id')
  @HttpCode(204)
  async close(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.saveInbox.change(actorOf(principal), id, ifMatch, { disabled: true });
  }

  private async find(reference: string): Promise<InboxRecord> {
    const inbox = (await allInboxes(this.db)).find((one) => one.id === reference.toLowerCase() || one.key === reference);
    if (!inbox) throw notFound('inbox');
    return inbox;
  }

  private shown({ inbox, identitySecret }: SavedInbox, response: Response): InboxView & { identitySecret?: string } {
    const view = inboxView(inbox, this.connections.shown(inbox));
    return { ...withEtag(response, view), ...(identitySecret ? { identitySecret } : {}) };
  }
}
