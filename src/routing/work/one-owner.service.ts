import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { handoverNote } from '../../context/digest/handover-note.js';
import { fullBecause, withLoad } from '../../core/capacity/admission.js';
import type { Load } from '../../core/capacity/weights.js';
import { ownersInOrder } from '../../core/lifecycle/one-owner.js';
import { moveConversation, roomsOf } from '../../conversations/conversations.repository.js';
import { MergeFollowers } from '../../conversations/merge-followers.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { type Scope, systemActor } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endAssignment, recordAct, startAssignment } from './assignments.repository.js';
import { forgetLent, keepLent, ownerOf, type SharedRow, sharedWork } from './lent.repository.js';
import { loadIn } from './place-conversation.js';
import { type AgentRoom, lockRooms } from './reserved.queries.js';

type Because = 'merge' | 'unmerge';

interface Handing {
  row: SharedRow;
  load: Load;
  to: string;
}

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
    const owners = ownersInOrder(held.map(asWork));
    const acting = scope.actor.type === 'agent' ? scope : { tx: scope.tx, actor: systemActor };
    const keeper = await this.handOver(acting, held, owners, because);
    for (const row of work.filter((one) => one.assignee_id === null))
      await this.prefer(acting, row, work.length > 1 ? keeper : null);
  }

  /** Gives all that is held to the first owner who may take it. @returns who that is; null: nobody, each has their own. */
  private async handOver(scope: Scope, held: SharedRow[], owners: string[], because: Because): Promise<string | null> {
    const astray = held.some((row) => row.assignee_id !== ownerOf(row));
    if (owners.length < 2 && !astray) return owners[0] ?? null;
    const loads = new Map<string, Load>();
    for (const row of held) loads.set(row.id, await loadIn(scope.tx, row.queue_id, row.channel));
    const rooms = await lockRooms(scope.tx, owners);
    const all = (to: (row: SharedRow) => string | null): Handing[] =>
      held.flatMap((row) => {
        const agentId = row.live_call_id ? null : to(row);
        return agentId && agentId !== row.assignee_id ? [{ row, to: agentId, load: loads.get(row.id)! }] : [];
      });
    for (const owner of owners) {
      const handings = all(() => owner);
      if (!mayTake(rooms, handings)) continue;
      for (const handing of handings) await this.give(scope, handing, because);
      return owner;
    }
    // Nobody can have all of it: what lies elsewhere goes home where there is room, the rest stays where it is.
    const given: Handing[] = [];
    for (const handing of all(ownerOf)) {
      if (!mayTake(rooms, [...given, handing])) continue;
      given.push(handing);
      await this.give(scope, handing, because);
    }
    return null;
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

const asWork = (row: SharedRow) => ({
  ownerId: ownerOf(row),
  live: row.live_call_id !== null,
  lastInboundAt: row.last_inbound_at?.getTime() ?? 0,
  lastWorkAt: row.worked_at.getTime(),
});

/** Whether each may take what they are to get, one after the other, under every limit: there for new work, or at least there for what is theirs. */
function mayTake(rooms: ReadonlyMap<string, AgentRoom>, handings: readonly Handing[]): boolean {
  const filled = new Map(rooms);
  return handings.every(({ row, to, load }) => {
    const room = filled.get(to);
    const there = ownerOf(row) === to ? room?.reachable : room?.available;
    if (!room || room.disabled || !there || fullBecause(room, load, room.now)) return false;
    filled.set(to, withLoad(room, load));
    return true;
  });
}
