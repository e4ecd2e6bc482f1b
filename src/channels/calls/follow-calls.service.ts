import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../contracts/events.js';
import { CONNECT_MS, follow, talks } from '../../core/lifecycle/call.js';
import { Database } from '../../platform/database/database.js';
import { anyOf, type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type CallRow, type LockedCall, lockCall, moveCall } from './calls.repository.js';
import { EndCall } from './end-call.service.js';
import { ringTimeOf } from './ring-time.js';

/** Live calls that have not followed their conversation yet. */
const behind = `SELECT c.id FROM calls c JOIN conversations v ON v.id = c.conversation_id
  WHERE c.ended_at IS NULL AND (v.status = 'closed' OR c.state IN ('queued', 'ringing', 'talking', 'held') AND (
    v.status = 'assigned' AND v.assignee_id IS DISTINCT FROM c.agent_id OR v.status = 'waiting' AND c.state <> 'queued'
    OR v.status = 'offered' AND (c.state <> 'ringing' OR c.agent_id IS NOT NULL)))`;

const types = ['offer.made', 'offer.withdrawn', 'conversation.assigned', 'conversation.updated'] as const;

/**
 * A call goes where routing takes its conversation: held out, given to an agent (who is rung, or connected where they said yes
 * by accepting the offer), handed to a colleague or a queue, closed. The sweep finds what an event did not.
 */
@Injectable()
export class FollowCalls implements OnModuleInit, OnModuleDestroy {
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly endCall: EndCall,
    private readonly listeners: EventListeners,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('follow-calls', types, (events) => {
      const ids = [...new Set(events.map(({ payload }) => (payload as EventMap['conversation.updated']).conversationId))];
      // Not awaited: nobody's news waits for calls.
      this.working = this.working.then(() => this.execute(ids)).catch(() => undefined);
      return Promise.resolve();
    });
    this.sweep.register('calls that lag behind', () => this.execute());
  }

  onModuleDestroy(): Promise<void> {
    return this.working;
  }

  async execute(conversationIds?: string[]): Promise<void> {
    const due = conversationIds
      ? await this.db.prepared<{ id: string }>('calls-behind', `${behind} AND c.conversation_id = ${anyOf('$1')} LIMIT 500`, [
          conversationIds,
        ])
      : await this.db.query<{ id: string }>(`${behind} LIMIT 500`);
    for (const { id } of due)
      await this.follow(id).catch((error: unknown) =>
        this.log.error({ err: error, callId: id }, 'a call could not follow its conversation'),
      );
  }

  /** Gives the call as it is then; undefined where there is none. */
  follow(id: string): Promise<CallRow | undefined> {
    return this.db.transaction(async (tx) => {
      const locked = await lockCall(tx, id);
      return locked && this.catchUp({ tx, actor: systemActor }, locked);
    });
  }

  private async catchUp(scope: Scope, locked: LockedCall): Promise<CallRow> {
    const { call, conversation } = locked;
    const lacks = follow(
      { state: call.state, agentId: call.agent_id },
      { status: conversation.status, assigneeId: conversation.assignee_id },
    );
    const parted = { agent_id: null, taken: false, ringForMs: null, agentForMs: null, owe: 'wait' } as const;
    switch (lacks.kind) {
      case 'none':
        return call;
      case 'end':
        return this.endCall.end(scope, locked, { by: 'agent', reason: 'conversation_closed' });
      case 'queue':
        return moveCall(scope, this.outbox, locked, { event: lacks.event, changes: parted });
      case 'offer': {
        // Of one agent who was rung and a conversation that is held out to another, the second is the truth.
        const first = lacks.first ?? (call.state === 'ringing' ? 'unanswered' : null);
        const waiting = first ? await moveCall(scope, this.outbox, locked, { event: first, changes: parted }) : call;
        return moveCall(scope, this.outbox, { ...locked, call: waiting }, { event: 'offered' });
      }
      case 'ring':
        return this.ring(scope, locked, lacks.agentId);
    }
  }

  private async ring(scope: Scope, locked: LockedCall, agentId: string): Promise<CallRow> {
    const { conversation } = locked;
    const taken = await acceptedBy(scope.tx, conversation.id, agentId, conversation.epoch);
    const ringForMs = taken ? CONNECT_MS : await ringTimeOf(scope.tx, conversation.queue_id);
    return moveCall(scope, this.outbox, locked, {
      event: 'rung',
      changes: {
        agent_id: agentId,
        taken,
        ringForMs,
        agentForMs: null,
        // Handed on by hand: where the colleague does not answer it rings where it came from.
        ...(talks(locked.call.state) && !taken ? { details: { returnTo: locked.call.agent_id } } : {}),
        ...(taken ? { owe: 'connect' as const } : { owe: 'wait' as const }),
      },
      data: { agentId, taken },
    });
  }
}

/** An offer was accepted under the epoch before this one: to accept a call that is held out is to answer it. */
async function acceptedBy(tx: Tx, conversationId: string, agentId: string, epoch: number): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM offers WHERE conversation_id = $1 AND agent_id = $2 AND epoch = $3 AND state = 'accepted'`,
    [conversationId, agentId, epoch - 1],
  );
  return rows.length > 0;
}
