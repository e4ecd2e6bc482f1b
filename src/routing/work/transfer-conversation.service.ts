import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import { supervises } from '../../accounts/supervised-queues.queries.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import { handoverNote } from '../../context/digest/handover-note.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import type { ConversationRow } from '../../conversations/conversations.repository.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { withdrawOffers } from '../offers/offers.repository.js';
import { recordAct } from './assignments.repository.js';
import { type Act, lockForAct } from './lock-for-act.js';
import { manualHoldIn } from './manual-hold.queries.js';
import { assignTo, auditOverride, loadIn, overrideOf, putInLine, roomFor } from './place-conversation.js';

/** Exactly one of the two. */
export type Target = { agentId: string; queueId?: undefined } | { queueId: string; agentId?: undefined };

export interface TransferAct extends Act {
  to: Target;
  /** For the next one; the brief goes along in any case. */
  note?: string;
  /** Supervisors may place above the limit or with somebody who is absent; it is recorded as an override. */
  force?: boolean;
}

/**
 * Hands a conversation on, with a note that stays in the thread and carries the brief. To a queue: in line there, the sender not asked again. To an
 * agent: theirs at once, if they are there and have room.
 * Errors: as `lockForAct`; `illegal_move`; `no_capacity` (no room, or absent); `not_found`; `forbidden` (`force` by an agent).
 */
@Injectable()
export class TransferConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly messages: SendMessage,
    private readonly audit: Audit,
  ) {}

  async execute(act: TransferAct): Promise<ConversationView> {
    await this.db.transaction((tx) => this.transferIn({ tx, actor: actorOf(act.by) }, act));
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  /** As `execute`, in the caller's transaction. */
  async transferIn(scope: Scope, act: TransferAct): Promise<void> {
    const row = await lockForAct(scope.tx, act, 'holder');
    if (act.force && !(await supervises(scope.tx, act.by, row.queue_id)))
      throw new Refusal('forbidden', 'Only a supervisor of the queue may place above the limit.', {
        translations: { zh: '只有该队列的主管可以超出上限指派。' },
      });
    if (row.status === 'closed')
      throw new Refusal('illegal_move', 'The conversation is closed; reopen it first.', {
        conversationStatus: row.status,
        translations: { zh: '会话已关闭，请先重新打开。' },
      });
    const readerId = act.to.agentId ?? (act.by.type === 'agent' ? act.by.id : null);
    const handover = await handoverNote(scope.tx, { conversationId: row.id, readerId, note: act.note });
    const note = await this.messages.send(scope, { conversationId: row.id, kind: 'note', ...handover });
    const data = { noteMessageId: note.messageId, fromQueueId: row.queue_id, fromAgentId: row.assignee_id };
    if (act.to.agentId !== undefined) await this.toAgent(scope, row, act, act.to.agentId, data);
    else await this.toQueue(scope, row, act.to.queueId, data);
    const { noteMessageId } = data;
    await this.audit.write(scope, {
      action: 'conversation.transferred',
      subjectType: 'conversation',
      subjectId: row.id,
      data: {
        from: { queueId: row.queue_id, agentId: row.assignee_id },
        to: act.to,
        noteMessageId,
        reason: act.reason ?? null,
      },
    });
  }

  private async toAgent(scope: Scope, row: ConversationRow, act: TransferAct, agentId: string, data: object): Promise<void> {
    if (row.assignee_id === agentId && row.status === 'assigned')
      throw new Refusal('conflict', 'That agent has the conversation already.', {
        translations: { zh: '这个会话已经在该客服手上。' },
      });
    await withdrawOffers(scope, this.outbox, row.id);
    const load = await loadIn(scope.tx, row.queue_id, row.channel);
    const room = await roomFor(scope.tx, agentId, load, act.force ? 'forced' : 'binds');
    if (!room.available && !act.force)
      throw new Refusal('no_capacity', `${room.name} is not available for new work.`, {
        translations: { zh: `${room.name} 目前不接新会话。` },
      });
    const placing = { agentId, load, event: 'assigned' as const, change: 'transferred' as const, endReason: 'transferred' };
    const after = await assignTo(scope, this.outbox, row, {
      ...placing,
      changes: { manual_until: await manualHoldIn(scope.tx, row.queue_id) },
      data: { ...data, ...(room.over || !room.available ? { override: true } : {}) },
    });
    const parts = overrideOf(room);
    await recordAct(scope, {
      kind: 'transfer',
      conversationId: row.id,
      queueId: after.queue_id,
      agentId,
      epoch: after.epoch,
      parts,
    });
    await auditOverride(scope, this.audit, row.id, room, load);
  }

  private async toQueue(scope: Scope, row: ConversationRow, queueId: string, data: object): Promise<void> {
    await loadIn(scope.tx, queueId, row.channel);
    const sender = row.assignee_id;
    const after = await putInLine(scope, this.outbox, row, {
      ...{ event: 'transferred', change: 'transferred', endReason: 'transferred', waitingSince: 'now' },
      changes: {
        queue_id: queueId,
        excluded_agent_ids: sender ? [sender] : [],
        manual_until: await manualHoldIn(scope.tx, queueId),
      },
      data: { ...data, toQueueId: queueId },
    });
    await recordAct(scope, { kind: 'transfer', conversationId: row.id, queueId, agentId: null, epoch: after.epoch });
  }
}
