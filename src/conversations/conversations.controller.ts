import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { afterId } from '../accounts/after-id.js';
import { AllowIntegration, CurrentPrincipal, type Principal } from '../accounts/principal.js';
import type { ConversationView, MessageView, Page } from '../contracts/views.js';
import { membersOf, rootOf } from '../customers/customers.repository.js';
import { Database } from '../platform/database/database.js';
import { page } from '../platform/http/cursor.js';
import { notFound } from '../platform/http/refusal.js';
import { withEtag } from '../platform/http/version-guard.js';
import { SignedLinks } from '../platform/storage/signed-links.js';
import {
  placeAfter,
  EditConversationBody,
  FindMessagesQuery,
  ListConversationsQuery,
  ThreadQuery,
  WriteMessageBody,
} from './conversation-bodies.js';
import { readerOf } from './reader-of.js';
import { conversationViews, listConversations, listMessages } from './conversations.queries.js';
import { reaches } from './reaches.js';
import { EditConversation } from './edit-conversation.service.js';
import { WriteMessage } from './write-message.service.js';

@ApiTags('Conversations')
@Controller('v1')
export class ConversationsController {
  constructor(
    private readonly db: Database,
    private readonly writing: WriteMessage,
    private readonly editing: EditConversation,
    private readonly links: SignedLinks,
  ) {}

  @Get('conversations')
  async list(@CurrentPrincipal() principal: Principal, @Query() query: ListConversationsQuery): Promise<Page<ConversationView>> {
    const rows = await listConversations(this.db, {
      status: query.status?.split(','),
      assigneeId: query.assignee === 'me' ? principal.id : query.assignee,
      lastAgentId: query.lastAgent === 'me' ? principal.id : query.lastAgent,
      queueId: query.queue,
      customerIds: query.customer ? await membersOf(this.db, await rootOf(this.db, query.customer)) : undefined,
      afterId: afterId(query),
      limit: query.limit + 1,
    });
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @AllowIntegration()
  @Get('conversations/:id')
  async one(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ConversationView> {
    const conversation = await this.visible(principal, id);
    return withEtag(response, conversation);
  }

  @Patch('conversations/:id')
  async edit(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: EditConversationBody,
  ): Promise<ConversationView> {
    await this.db.transaction((tx) => this.editing.edit(tx, principal, { conversationId: id, ...body }));
    return this.visible(principal, id);
  }

  @AllowIntegration()
  @Get('conversations/:id/messages')
  async messages(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query() query: ThreadQuery,
  ): Promise<Page<MessageView>> {
    await this.visible(principal, id);
    const after = placeAfter(query);
    // Another system sees the exchange with the customer, not what colleagues tell each other.
    const exceptDirection = principal.type === 'integration' ? 'internal' : undefined;
    const rows = await listMessages(
      this.db,
      {
        conversationId: id,
        inboxIds: principal.inboxIds,
        exceptDirection,
        reader: await readerOf(this.db, principal),
        after,
        limit: query.limit + 1,
      },
      this.links,
    );
    return page(
      rows,
      query.limit,
      (row) => [row.seq, row.id],
      (row) => row,
    );
  }

  @AllowIntegration()
  @Post('conversations/:id/messages')
  @HttpCode(201)
  async write(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: WriteMessageBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MessageView> {
    const { message, duplicate } = await this.writing.write(principal, { conversationId: id, ...body });
    if (duplicate) response.status(200);
    return message;
  }

  /** Finds messages by the id another system gave them; for mail the Message-ID, with or without angle brackets. */
  @AllowIntegration()
  @Get('messages')
  async find(@CurrentPrincipal() principal: Principal, @Query() query: FindMessagesQuery): Promise<Page<MessageView>> {
    const externalId = query.externalId.trim().replace(/^<(.*)>$/, '$1');
    const inboxId = query.inbox ? await this.inboxId(query.inbox) : undefined;
    const rows = await listMessages(
      this.db,
      {
        externalId,
        inboxId,
        inboxIds: principal.inboxIds,
        acrossThreads: true,
        afterId: afterId(query),
        limit: query.limit + 1,
      },
      this.links,
    );
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  private async visible(principal: Principal, id: string): Promise<ConversationView> {
    const [conversation] = await conversationViews(this.db, [id]);
    if (!conversation || !(await reaches(this.db, principal.inboxIds, conversation))) throw notFound('conversation');
    // The last words may have come by an inbox that a key of some inboxes may not read.
    return principal.inboxIds === null ? conversation : { ...conversation, lastMessage: null };
  }

  private async inboxId(idOrKey: string): Promise<string> {
    const [inbox] = await this.db.query<{ id: string }>('SELECT id FROM inboxes WHERE id::text = $1 OR key = $1', [idOrKey]);
    if (!inbox) throw notFound('inbox');
    return inbox.id;
  }
}
