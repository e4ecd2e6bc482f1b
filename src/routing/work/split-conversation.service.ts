import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { conversationColumns, type ConversationRow, recordEvent, roomsOf } from '../../conversations/conversations.repository.js';
import { storedText } from '../../customers/stored-text.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { recordAct, startAssignment } from './assignments.repository.js';
import { type Act, lockForAct } from './lock-for-act.js';
import { loadIn, roomFor } from './place-conversation.js';

export interface SplitAct extends Act {
  /** The message that began the other matter; messages themselves stay where they were written. */
  fromMessageId?: string;
  subject?: string;
}

/**
 * Opens a second conversation for another matter of the same customer, held by the same agent. What they already answer
 * is not refused for lack of room: the work was there before it had two names.
 * Errors: as `lockForAct`; `illegal_move` (not assigned); `not_found` (no such message here).
 */
@Injectable()
export class SplitConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: SplitAct): Promise<ConversationView> {
    const id = await this.db.transaction((tx) => this.split({ tx, actor: actorOf(act.by) }, act));
    return (await conversationViews(this.db, [id]))[0]!;
  }

  private async split(scope: Scope, act: SplitAct): Promise<string> {
    const { tx } = scope;
    const row = await lockForAct(tx, act, 'holder');
    if (row.status !== 'assigned' || !row.assignee_id)
      throw new Refusal('illegal_move', `The conversation is ${row.status}; only an assigned one can be split.`, {
        translations: { zh: '只有正在处理的会话可以拆分。' },
        conversationStatus: row.status,
      });
    if (act.fromMessageId) await this.checkMessage(scope, row.id, act.fromMessageId);
    const load = await loadIn(tx, row.queue_id, row.channel);
    await roomFor(tx, row.assignee_id, load, 'returning');
    const [opened] = await tx.query<ConversationRow>(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, subject, priority, language, assignee_id, split_from_id,
                                  preferred_agent_id, last_inbound_at)
       SELECT $1, customer_id, inbox_id, queue_id, 'assigned', channel, $3, priority, language, assignee_id, id, assignee_id, NULL
       FROM conversations WHERE id = $2 RETURNING ${conversationColumns}`,
      [newId(), row.id, act.subject ? storedText(act.subject) : null],
    );
    await this.announce(scope, row, opened!, act.fromMessageId);
    await startAssignment(tx, {
      conversationId: opened!.id,
      agentId: row.assignee_id,
      queueId: row.queue_id,
      epoch: opened!.epoch,
      weight: load.weight,
      idleWeight: load.idleWeight,
    });
    await recordAct(scope, {
      kind: 'split',
      conversationId: opened!.id,
      queueId: row.queue_id,
      agentId: row.assignee_id,
      epoch: opened!.epoch,
    });
    const data = { splitId: opened!.id, fromMessageId: act.fromMessageId ?? null, reason: act.reason ?? null };
    await this.audit.write(scope, { action: 'conversation.split', subjectType: 'conversation', subjectId: row.id, data });
    return opened!.id;
  }

  private async announce(scope: Scope, from: ConversationRow, opened: ConversationRow, fromMessageId?: string): Promise<void> {
    await recordEvent(scope, opened, 'split', { splitFromId: from.id, fromMessageId: fromMessageId ?? null });
    await recordEvent(scope, from, 'split_off', { splitId: opened.id, fromMessageId: fromMessageId ?? null });
    const about = { conversationId: opened.id, customerId: opened.customer_id, queueId: opened.queue_id };
    const rooms = roomsOf(opened);
    await this.outbox.add(
      scope.tx,
      { type: 'conversation.updated', payload: { ...about, change: 'split' }, rooms },
      { type: 'conversation.assigned', payload: { ...about, agentId: opened.assignee_id!, epoch: opened.epoch }, rooms },
    );
  }

  private async checkMessage({ tx }: Scope, conversationId: string, messageId: string): Promise<void> {
    const found = await tx.query('SELECT 1 FROM messages WHERE id = $1 AND conversation_id = $2', [messageId, conversationId]);
    if (found.length === 0)
      throw new Refusal('not_found', 'There is no such message in this conversation.', {
        translations: { zh: '这个会话里没有这条消息。' },
      });
  }
}
