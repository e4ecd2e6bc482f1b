import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { afterId } from '../accounts/after-id.js';
import { CurrentPrincipal, type SignedIn } from '../accounts/principal.js';
import type { MentionView, Page } from '../contracts/views.js';
import { Database } from '../platform/database/database.js';
import { ListQuery, page } from '../platform/http/cursor.js';
import { QueryFlag } from '../platform/http/query-flag.js';
import { mentionViews, seeMentions } from './mentions.queries.js';

export class MentionsQuery extends ListQuery {
  /** Only those in conversations that were not opened since. */
  @QueryFlag()
  unseen: boolean = false;
}

export class SeenMentionsBody {
  /** Everything that names the caller in this conversation. */
  @IsUUID()
  conversationId: string;
}

/** Notes in which colleagues name the caller: they stay until somebody looks. */
@ApiTags('Conversations')
@Controller('v1/me/mentions')
export class MentionsController {
  constructor(private readonly db: Database) {}

  @Get()
  async list(@CurrentPrincipal() agent: SignedIn, @Query() query: MentionsQuery): Promise<Page<MentionView>> {
    const rows = await mentionViews(this.db, {
      ...{ agentId: agent.id, unseen: query.unseen },
      ...{ beforeId: afterId(query), limit: query.limit + 1 },
    });
    return page(
      rows,
      query.limit,
      ({ messageId }) => [messageId],
      (row) => row,
    );
  }

  @HttpCode(200)
  @Post('seen')
  async seen(@CurrentPrincipal() agent: SignedIn, @Body() body: SeenMentionsBody): Promise<{ seen: number }> {
    return { seen: await seeMentions(this.db, agent.id, body.conversationId) };
  }
}
