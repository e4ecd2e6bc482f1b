import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { handoverNote } from '../../context/digest/handover-note.js';
import { moveConversation, roomsOf } from '../../conversations/conversations.repository.js';
import { MergeFollowers } from '../../conversations/merge-followers.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { type Scope, systemActor } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endAssignment, recordAct, startAssignment } from './assignments.repository.js';
import { forgetLent, keepLent, ownerOf, type SharedRow, sharedWork } from './lent.repository.js';
import { type Handing, planHandings } from './one-owner-plan.js';
import { lockRooms } from './reserved.queries.js';

type Because = 'merge' | 'unmerge';

/**
 * A customer has one owner. Where a merge brings together conversations that two agents hold, all go to one of them, under the
 * limit of every claim; what waits in line asks that agent first. Whose a conversation was stays on record, and an undo gives it
 * back. It never lies with nobody in between: where nobody may take it, each keeps what they have.
 */
@Injectable()
export class OneOwner implements OnModuleInit {
  constructor(
    private readonly followers: MergeFollowers,
    private readonly outbox: Outbox,
    private readonly messages: SendMessage,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.followers.on((scope, memberIds, because) => this.arrange(scope, memberIds, because));
  }

  private async arrange(scope: Scope, memberIds: readonly string[], because: Because): Promise<void> {
    const work = await sharedWork(scope.tx, memberIds);
    const held = work.filter((row) => row.assignee_id !== null);
    const acting = scope.actor.type === 'agent' ? scope : { tx: scope.tx, actor: systemActor };
    const keeper = await this.handOver(acting, held, because);
    for (const row of work.filter((one) => one.assignee_id === null))
      await this.prefer(acting, row, work.length > 1 ? keeper : null);
  }

  /** Gives all that is held to the first owner who may take it. @returns who that is; null: nobody, each has their own. */
  private async handOver(scope: Scope, held: SharedRow[], because: Because): Promise<string | null> {
    const { keeper, handings } = await planHandings(scope.tx, held, (ids) => lockRooms(scope.tx, ids));
    for (const handing of handings) await this.give(scope, handing, because);
    return keeper;
  }

  /** Under a new epoch, with a brief for whoever has it now; whoever had it is told by the same news, and their room is free. */
  private async give(scope: Scope, { row, load, to }: Handing, because: Because): Promise<void> {
    const from = row.assignee_id!;
    const handover = await handoverNote(scope.tx, { conversationId: row.id, readerId: to, note: null });
    const note = await this.messages.send(
      { tx: scope.tx, actor: systemActor },
      { conversationId: row.id, kind: 'note', ...handover },
    );
    await endAssignment(scope.tx, row.id, because === 'merge' ? 'merged' : 'unmerged');
    const after = await moveConversation(scope, this.outbox, row, {
      change: 'transferred',
      changes: { assignee_id: to, silence_stage: 0, raiseEpoch: true },
      data: { agentId: to, fromAgentId: from, because, noteMessageId: note.messageId },
    });
    const about = { conversationId: row.id, agentId: to, queueId: after.queue_id, epoch: after.epoch };
    await startAssignment(scope.tx, { ...about, weight: load.weight, idleWeight: load.idleWeight });
    await recordAct(scope, { kind: 'transfer', ...about });
    await this.outbox.add(scope.tx, {
      type: 'conversation.assigned',
      payload: { ...about, customerId: row.customer_id },
      rooms: roomsOf(after, row),
    });
    await keepLent(scope.tx, { conversationId: row.id, agentId: ownerOf(row), held: true, epoch: after.epoch }, to);
    await this.audit.write(scope, {
      ...{ action: 'conversation.transferred', subjectType: 'conversation', subjectId: row.id },
      data: { from: { agentId: from }, to: { agentId: to }, because, noteMessageId: note.messageId },
    });
  }

  /** One in line is not given to anybody over a merge: the agent is asked first for it. */
  private async prefer(scope: Scope, row: SharedRow, keeper: string | null): Promise<void> {
    const own = row.lent ? row.lent.agentId : row.preferred_agent_id;
    const wanted = keeper ?? own;
    if (wanted !== row.preferred_agent_id)
      await moveConversation(scope, this.outbox, row, {
        change: 'edited',
        changes: { preferred_agent_id: wanted },
        data: { preferredAgentId: wanted },
      });
    if (wanted === own) await forgetLent(scope.tx, row.id);
    else await keepLent(scope.tx, { conversationId: row.id, agentId: own, held: false, epoch: row.epoch }, null);
  }
}
