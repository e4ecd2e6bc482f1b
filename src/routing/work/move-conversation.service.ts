import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import type { ConversationRow } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { withdrawOffer } from '../offers/offers.repository.js';
import { recordAct } from './assignments.repository.js';
import { type Act, lockForAct } from './lock-for-act.js';
import { assignTo, putInLine, roomFor, weightIn } from './place-conversation.js';
import type { Target } from './transfer-conversation.service.js';

export interface MoveAct extends Act {
  to: Target;
  force?: boolean;
}

/**
 * A supervisor places a waiting or assigned conversation with an agent or in a queue; each move leaves an audit row.
 * Errors: as `lockForAct`; `illegal_move` (closed); `no_capacity` unless forced; `not_found`.
 */
@Injectable()
export class MoveConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: MoveAct): Promise<ConversationView> {
    await this.db.transaction((tx) => this.moveIn({ tx, actor: actorOf(act.by) }, act));
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  /** As `execute`, in the caller's transaction; gives the conversation as it stands after the move. */
  async moveIn(scope: Scope, act: MoveAct): Promise<ConversationRow> {
    const row = await lockForAct(scope.tx, act, 'supervisor');
    if (row.status === 'closed')
      throw new Refusal('illegal_move', 'The conversation is closed; reopen it first.', { conversationStatus: row.status });
    const { agentId, queueId } = act.to;
    const after =
      agentId !== undefined ? await this.toAgent(scope, row, agentId, act.force) : await this.toQueue(scope, row, queueId);
    await recordAct(scope, {
      kind: 'move',
      conversationId: row.id,
      queueId: after.queue_id,
      agentId: after.assignee_id,
      epoch: after.epoch,
    });
    const data = {
      from: { status: row.status, queueId: row.queue_id, agentId: row.assignee_id },
      to: { queueId: after.queue_id, agentId: after.assignee_id },
      forced: act.force ?? false,
    };
    await this.audit.write(scope, { action: 'conversation.moved', subjectType: 'conversation', subjectId: row.id, data });
    return after;
  }

  private async toAgent(scope: Scope, row: ConversationRow, agentId: string, force = false): Promise<ConversationRow> {
    if (row.assignee_id === agentId && row.status === 'assigned')
      throw new Refusal('conflict', 'That agent has the conversation already.');
    await withdrawOffer(scope, this.outbox, row.id);
    const weight = await weightIn(scope.tx, row.queue_id, row.channel);
    const room = await roomFor(scope.tx, agentId, weight, force ? 'forced' : 'binds');
    if (!room.available && !force) throw new Refusal('no_capacity', `${room.name} is not available for new work.`);
    const placing = { agentId, weight, event: 'assigned' as const, change: 'transferred' as const, endReason: 'moved' };
    return assignTo(scope, this.outbox, row, { ...placing, data: { because: 'moved', forced: force } });
  }

  private async toQueue(scope: Scope, row: ConversationRow, queueId: string): Promise<ConversationRow> {
    await weightIn(scope.tx, queueId, row.channel);
    return putInLine(scope, this.outbox, row, {
      ...{ event: 'transferred', change: 'transferred', endReason: 'moved' },
      // Moved by us, not by the customer: who was waiting keeps the place their wait has earned.
      waitingSince: row.waiting_since ?? 'now',
      changes: { queue_id: queueId, excluded_agent_ids: [] },
      data: { because: 'moved' },
    });
  }
}
