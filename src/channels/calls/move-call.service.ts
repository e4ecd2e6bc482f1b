import { Injectable } from '@nestjs/common';
import type { RecordingState } from '../../contracts/calls.js';
import { CONNECT_MS } from '../../core/lifecycle/call.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor, type Actor } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { markAnswered, seekAgent, toHeadOfLine } from './call-conversation.js';
import { type CallRow, type LockedCall, lockCall, moveCall, noteCall } from './calls.repository.js';
import { giveBack, returnsTo } from './give-back.js';
import { ringTimeOf } from './ring-time.js';

/**
 * What becomes of a call, as its carrier and its parties tell it. Each act is one transaction under the call's lock; one that
 * the table of moves does not know is refused with `illegal_move`, an unknown call with `not_found`. A repeat of what is true
 * already gives the call as it is.
 */
@Injectable()
export class MoveCall {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** The caller has left the menu and waits for an agent: their own where they have one who can answer, else in line. */
  queue(id: string, { queueId, details }: { queueId?: string; details?: Record<string, unknown> } = {}): Promise<CallRow> {
    return this.act(id, systemActor, async (scope, locked) => {
      if (locked.call.state !== 'greeting') return locked.call;
      const queued = await moveCall(scope, this.outbox, locked, { event: 'queued', changes: { queued_at: 'now', details } });
      const { conversation, ownerId } = await seekAgent(scope, this.outbox, locked.conversation, queueId);
      if (!ownerId) return queued;
      return moveCall(
        scope,
        this.outbox,
        { ...locked, call: queued, conversation },
        {
          event: 'rung',
          changes: { agent_id: ownerId, taken: false, ringForMs: await ringTimeOf(scope.tx, conversation.queue_id) },
          data: { agentId: ownerId },
        },
      );
    });
  }

  /** The agent who is rung says yes. Errors: `illegal_move` where they are not the one who is rung any more. */
  answer(id: string, by: { id: string }): Promise<CallRow> {
    return this.act(id, { type: 'agent', id: by.id }, async (scope, locked) => {
      const { call } = locked;
      const isTheirs = call.agent_id === by.id && (call.state === 'ringing' || call.state === 'talking' || call.state === 'held');
      if (!isTheirs) throw new Refusal('illegal_move', 'The call is not ringing for you any more.', { callState: call.state });
      if (call.taken || call.state !== 'ringing') return call;
      return moveCall(scope, this.outbox, locked, {
        event: 'taken',
        changes: { taken: true, ringForMs: CONNECT_MS, owe: 'connect' },
      });
    });
  }

  /** Both ends are connected. */
  talking(id: string, { agentForMs, customerForMs }: { agentForMs?: number; customerForMs?: number } = {}): Promise<CallRow> {
    return this.act(id, systemActor, async (scope, locked) => {
      const { call } = locked;
      if (call.state === 'talking' || call.state === 'held') return call;
      if (!call.agent_id) throw new Refusal('illegal_move', 'No agent was rung.', { callState: call.state });
      const changes = { taken: true, agentForMs, customerForMs, details: { returnTo: null } };
      const after = await moveCall(scope, this.outbox, locked, { event: 'answered', changes, data: { agentId: call.agent_id } });
      await markAnswered(scope, this.outbox, locked);
      return after;
    });
  }

  /** Whoever was rung does not answer, or says no: the next is asked, with the caller at the head of the line. */
  unanswered(id: string, actor: Actor = systemActor, reason = 'no_answer'): Promise<CallRow> {
    return this.act(id, actor, (scope, locked) => this.backInLine(scope, locked, reason));
  }

  /** The agent's line is lost while they talked: the caller stands at the head of the line and not out of it. */
  dropped(id: string, reason = 'line_lost'): Promise<CallRow> {
    return this.act(id, systemActor, (scope, locked) => this.backInLine(scope, locked, reason));
  }

  /** In the caller's transaction, for whoever found out under the lock. */
  async backInLine(scope: Scope, locked: LockedCall, reason: string): Promise<CallRow> {
    const { call, conversation } = locked;
    const talked = call.state === 'talking' || call.state === 'held';
    if (call.state === 'queued' || (call.state === 'ringing' && !call.agent_id)) return call;
    const returned = await this.returned(scope, locked, reason);
    if (returned) return returned;
    const because = talked ? 'call_dropped' : 'call_unanswered';
    const placed =
      conversation.status === 'assigned' && conversation.assignee_id === call.agent_id
        ? await toHeadOfLine(scope, this.outbox, locked, because)
        : { conversation, details: {} };
    return moveCall(
      scope,
      this.outbox,
      { ...locked, conversation: placed.conversation },
      {
        event: talked ? 'dropped' : 'unanswered',
        changes: { agent_id: null, taken: false, ringForMs: null, agentForMs: null, details: placed.details, owe: 'wait' },
        data: { reason, agentId: call.agent_id },
      },
    );
  }

  /** Handed on to a colleague who does not answer: it rings where it came from, this once. */
  private async returned(scope: Scope, locked: LockedCall, reason: string): Promise<CallRow | undefined> {
    const to = returnsTo(locked.call);
    const conversation = to && (await giveBack(scope, this.outbox, locked, to));
    if (!conversation) return undefined;
    const ringForMs = await ringTimeOf(scope.tx, conversation.queue_id);
    return moveCall(
      scope,
      this.outbox,
      { ...locked, conversation },
      {
        event: 'rung',
        changes: { agent_id: to, taken: false, ringForMs, agentForMs: null, details: { returnTo: null }, owe: 'wait' },
        data: { reason, agentId: to, from: locked.call.agent_id, returned: true },
      },
    );
  }

  hold(id: string, actor: Actor): Promise<CallRow> {
    return this.act(id, actor, async (scope, locked) =>
      locked.call.state === 'held' ? locked.call : moveCall(scope, this.outbox, locked, { event: 'held' }),
    );
  }

  resume(id: string, actor: Actor): Promise<CallRow> {
    return this.act(id, actor, async (scope, locked) =>
      locked.call.state === 'talking' ? locked.call : moveCall(scope, this.outbox, locked, { event: 'resumed' }),
    );
  }

  /** The caller speaks on tape, out of hours or by choice. */
  voicemail(id: string, details?: Record<string, unknown>): Promise<CallRow> {
    return this.act(id, systemActor, async (scope, locked) =>
      locked.call.state === 'voicemail'
        ? locked.call
        : moveCall(scope, this.outbox, locked, { event: 'voicemail', changes: { details, ringForMs: null } }),
    );
  }

  recording(id: string, actor: Actor, recording: RecordingState): Promise<CallRow> {
    return this.act(id, actor, async (scope, locked) => {
      if (locked.call.recording === recording) return locked.call;
      return noteCall(scope, this.outbox, locked, { type: `recording_${recording}`, changes: { recording } });
    });
  }

  /** Something worth keeping that moves nothing: a step of the menu, a recording that arrived. Also after the end. */
  note(id: string, type: string, data: object = {}, details?: Record<string, unknown>): Promise<CallRow> {
    return this.act(id, systemActor, (scope, locked) =>
      noteCall(scope, this.outbox, locked, { type, data, changes: details ? { details } : {} }),
    );
  }

  private act(id: string, actor: Actor, run: (scope: Scope, locked: LockedCall) => Promise<CallRow>): Promise<CallRow> {
    return this.db.transaction(async (tx) => {
      const locked = await lockCall(tx, id);
      if (!locked) throw notFound('call');
      return run({ tx, actor }, locked);
    });
  }
}
