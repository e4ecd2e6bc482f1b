import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ConversationChannelView } from '../contracts/views.js';
import { membersOf, rootOf } from '../customers/customers.repository.js';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/http/refusal.js';
import { conversationChannels } from './conversation-channels.queries.js';
import { type ConversationRow, conversationColumns } from './conversations.repository.js';
import { usualChannel } from './usual-channel.js';

/** Where an agent may answer, and what each channel takes at this moment. */
@ApiTags('Conversations')
@Controller('v1/conversations')
export class ConversationChannelsController {
  constructor(private readonly db: Database) {}

  @Get(':id/channels')
  async channels(@Param('id') id: string): Promise<{ data: ConversationChannelView[] }> {
    const [row] = await this.db.query<ConversationRow>(`SELECT ${conversationColumns} FROM conversations WHERE id = $1`, [id]);
    if (!row) throw notFound('conversation');
    const memberIds = await membersOf(this.db, await rootOf(this.db, row.customer_id));
    const usual = await usualChannel(this.db, row);
    return { data: await conversationChannels(this.db, { conversationId: id, memberIds, usual }) };
  }
}
