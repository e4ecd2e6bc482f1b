import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import { assertSupervises } from '../../accounts/supervised-queues.queries.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import type { ConversationChanges, ConversationRow } from '../../conversations/conversations.repository.js';
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
import type { Target } from './transfer-conversation.service.js';

export interface MoveAct extends Act {
  to: Target;
  force?: boolean;
  /** For whoever takes over; stays in the thread, the customer does not see it. */
  note?: string;
  /** In line its last holder is not asked again. */
  exceptHolder?: boolean;
}

/** How a conversation stood: enough to put it back. */
export interface Standing {
  queueId: string;
  agentId: string | null;
  preferredAgentId: string | null;
  excludedAgentIds: string[];
  priority: number;
  /** RFC 3339; null where nobody was waiting. */
  waitingSince: string | null;
}

export const standingOf = (row: ConversationRow): Standing => ({
  queueId: row.queue_id,
  agentId: row.status === 'assigned' ? row.assignee_id : null,
  preferredAgentId: row.preferred_agent_id,
  excludedAgentIds: row.excluded_agent_ids,
  priority: row.priority,
  waitingSince: row.waiting_since?.toISOString() ?? null,
});

/** A move and how the conversation stood before and after it. */
export interface Moved {
  before: Standing;
  after: ConversationRow;
}

/**
 * A supervisor places a conversation with an agent or in a queue; automation leaves it there for the queue's hold, and each
 * move leaves an audit row. Both queues must be among those they supervise.
 * Errors: as `lockForAct`; `illegal_move` (closed); `no_capacity` unless forced; `not_found`; `forbidden`.
 */
@Injectable()
export class MoveConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly messages: SendMessage,
  ) {}

  async execute(act: MoveAct): Promise<ConversationView> {
    await this.db.transaction((tx) => this.moveIn({ tx, actor: actorOf(act.by) }, act));
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  /** As `execute`, in the caller's transaction. */
  async moveIn(scope: Scope, act: MoveAct): Promise<Moved> {
    const row = await this.lock(scope, act, act.to.queueId);
    const note = act.note ? await this.messages.send(scope, { conversationId: row.id, kind: 'note', text: act.note }) : undefined;
    const data = { because: 'moved', ...(note ? { noteMessageId: note.messageId } : {}) };
    const after =
      act.to.agentId !== undefined
        ? await this.toAgent(scope, row, act.to.agentId, act.force ?? false, {}, data)
        : await this.toQueue(scope, row, act.to.queueId, { excluded_agent_ids: excludedAfter(row, act) }, data);
    await this.record(scope, act, row, after, 'conversation.moved');
    return { before: standingOf(row), after };
  }

  /** Puts a conversation back as it stood, above the limit and with an absent agent too: taking back must not half work. */
  async restoreIn(scope: Scope, act: Act, to: Standing): Promise<ConversationRow> {
    const row = await this.lock(scope, act, to.queueId);
    const changes: ConversationChanges = { queue_id: to.queueId, excluded_agent_ids: to.excludedAgentIds, priority: to.priority };
    const data = { because: 'undone' };
    const since = to.waitingSince ? new Date(to.waitingSince) : undefined;
    const preferred = { preferred_agent_id: to.preferredAgentId };
    const after = to.agentId
      ? await this.toAgent(scope, row, to.agentId, true, { ...changes, ...preferred }, data)
      : await this.toQueue(scope, row, to.queueId, { ...changes, ...preferred }, data, since);
    await this.record(scope, { ...act, to: undefined, force: true }, row, after, 'conversation.moved_back');
    return after;
  }

  private async lock(scope: Scope, act: Act, toQueueId: string | undefined): Promise<ConversationRow> {
    const row = await lockForAct(scope.tx, act, 'supervisor');
    if (row.status === 'closed')
      throw new Refusal('illegal_move', 'The conversation is closed; reopen it first.', {
        conversationStatus: row.status,
        translations: { zh: '会话已关闭，请先重新打开。' },
      });
    if (toQueueId) await assertSupervises(scope.tx, act.by, toQueueId);
    return row;
  }

  private async toAgent(
    scope: Scope,
    row: ConversationRow,
    agentId: string,
    force: boolean,
    changes: ConversationChanges,
    data: object,
  ): Promise<ConversationRow> {
    if (row.assignee_id === agentId && row.status === 'assigned')
      throw new Refusal('conflict', 'That agent has the conversation already.', {
        translations: { zh: '这个会话已经在该客服手上。' },
      });
    await withdrawOffers(scope, this.outbox, row.id);
    const queueId = changes.queue_id ?? row.queue_id;
    const load = await loadIn(scope.tx, queueId, row.channel);
    const room = await roomFor(scope.tx, agentId, load, force ? 'forced' : 'binds');
    if (!room.available && !force)
      throw new Refusal('no_capacity', `${room.name} is not available for new work.`, {
        translations: { zh: `${room.name} 目前不接新会话。` },
      });
    const hold = await manualHoldIn(scope.tx, queueId);
    const placing = { agentId, load, event: 'assigned' as const, change: 'transferred' as const, endReason: 'moved' };
    const after = await assignTo(scope, this.outbox, row, {
      ...placing,
      changes: { manual_until: hold, ...changes },
      data: { ...data, forced: force },
    });
    await recordAct(scope, { ...decided(after), parts: overrideOf(room) });
    await auditOverride(scope, this.audit, row.id, room, load);
    return after;
  }

  private async toQueue(
    scope: Scope,
    row: ConversationRow,
    queueId: string,
    changes: ConversationChanges,
    data: object,
    waitingSince?: Date,
  ): Promise<ConversationRow> {
    await loadIn(scope.tx, queueId, row.channel);
    const after = await putInLine(scope, this.outbox, row, {
      ...{ event: 'transferred', change: 'transferred', endReason: 'moved' },
      // Moved by us, not by the customer: who was waiting keeps the place their wait has earned.
      waitingSince: waitingSince ?? row.waiting_since ?? row.unanswered_since ?? 'now',
      changes: { queue_id: queueId, manual_until: await manualHoldIn(scope.tx, queueId), ...changes },
      data,
    });
    await recordAct(scope, decided(after));
    return after;
  }

  private async record(
    scope: Scope,
    act: Act & { to?: Target; force?: boolean },
    before: ConversationRow,
    after: ConversationRow,
    action: string,
  ): Promise<void> {
    const data = {
      from: { status: before.status, queueId: before.queue_id, agentId: before.assignee_id },
      to: { queueId: after.queue_id, agentId: after.assignee_id },
      forced: act.force ?? false,
      reason: act.reason ?? null,
    };
    await this.audit.write(scope, { action, subjectType: 'conversation', subjectId: after.id, data });
  }
}

const decided = (after: ConversationRow): Parameters<typeof recordAct>[1] => ({
  ...{ kind: 'move', conversationId: after.id, queueId: after.queue_id, agentId: after.assignee_id, epoch: after.epoch },
});

const excludedAfter = (row: ConversationRow, act: MoveAct): string[] =>
  act.exceptHolder && row.assignee_id ? [row.assignee_id] : [];
