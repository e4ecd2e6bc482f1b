import { Injectable } from '@nestjs/common';
import type { CallProvider } from '../../contracts/calls.js';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import type { InboundMessage } from '../../conversations/inbound-message.js';
import { ReceiveMessage } from '../../conversations/receive-message.service.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { seekAgent, sleepInMenu } from './call-conversation.js';
import { announceCall, type CallRow, findCall, findCallBy, lockCall, moveCall, recordCallEvent } from './calls.repository.js';
import { ringTimeOf } from './ring-time.js';

export interface NewCall {
  provider: CallProvider;
  inboxId: string;
  /** The vendor's id: the same call is never begun twice. */
  externalId?: string | null;
  /** As of a message: who calls, by which key, and how sure that is. */
  from: InboundMessage['from'];
  locale?: string | null;
  /** `greeting` while the caller is in a menu: nobody is asked until `MoveCall.queue`. */
  state: 'greeting' | 'queued';
  /** How long the caller's own connection is trusted without a sign of life; left out: for ever. */
  customerForMs?: number | null;
  details?: Record<string, unknown>;
}

export interface StartedCall {
  call: CallRow;
  /** True where this call was begun before: nothing was changed. */
  duplicate: boolean;
}

/**
 * A customer calls: the call joins their open conversation, or opens one, as one item of the thread, and waits for an agent.
 * A second live call on one conversation is refused (`conflict`). Also: what `ReceiveMessage` refuses (`customer_blocked`, …).
 */
@Injectable()
export class StartCall {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly messages: ReceiveMessage,
  ) {}

  /** In a transaction of its own. */
  async execute(start: NewCall): Promise<StartedCall> {
    const begin = (): Promise<StartedCall> =>
      this.db.transaction((tx) => this.start({ tx, actor: { type: 'customer', id: start.from.identityId ?? null } }, start));
    try {
      return await begin();
    } catch (error) {
      // Two deliveries of one call raced; the loser finds the winner's row.
      if (isDuplicate(error, 'calls_external_key') || isDuplicate(error, 'messages_external_key')) return begin();
      throw error;
    }
  }

  async start(scope: Scope, start: NewCall): Promise<StartedCall> {
    const first = start.externalId ? await findCallBy(scope.tx, start.inboxId, start.externalId) : undefined;
    if (first) return { call: first, duplicate: true };
    const id = newId();
    const received = await this.messages.receiveIn(scope, {
      inboxId: start.inboxId,
      channel: 'voice',
      from: start.from,
      kind: 'call',
      text: '',
      content: { callId: id, state: start.state, outcome: null, durationMs: null, agentName: null },
      externalId: start.externalId ? `call:${start.externalId}` : null,
      locale: start.locale,
    });
    if (!received) throw new Error('a call was not recorded');
    // Under the lock of the thread: whoever was faster has written all of it.
    const winner =
      received.duplicate && start.externalId ? await findCallBy(scope.tx, start.inboxId, start.externalId) : undefined;
    if (winner) return { call: winner, duplicate: true };
    const row = (await lockConversation(scope.tx, received.conversationId))!.conversation;
    if (row.live_call_id) throw new Refusal('conflict', 'There is a live call on this conversation already.');
    await this.insert(scope, id, start, received, row);
    const conversation = await this.bind(scope, row, id);
    const isNew = received.opened || received.reopened;
    if (start.state === 'greeting' && isNew && conversation.status === 'waiting')
      await sleepInMenu(scope, this.outbox, conversation, received.createdAt);
    const call = (await findCall(scope.tx, id))!;
    await recordCallEvent(scope, call, 'started', { state: start.state });
    await announceCall(scope.tx, this.outbox, call);
    return { call: start.state === 'queued' ? await this.seek(scope, id) : call, duplicate: false };
  }

  private async insert(
    scope: Scope,
    id: string,
    start: NewCall,
    received: { messageId: string; identityId: string },
    row: ConversationRow,
  ): Promise<void> {
    await scope.tx.run(
      `INSERT INTO calls (id, conversation_id, customer_id, identity_id, inbox_id, provider, external_id, direction, state, message_id,
                          queued_at, customer_until, details)
       SELECT $1, $2, $3, $4, $5, $6, $7, 'in', $8, $9, CASE WHEN $8 = 'queued' THEN app_now() END,
              app_now() + $10::int * interval '1 ms', $11`,
      [
        ...[id, row.id, row.customer_id, received.identityId, start.inboxId, start.provider, start.externalId ?? null],
        ...[start.state, received.messageId, start.customerForMs ?? null, start.details ?? {}],
      ],
    );
  }

  /** From now on the conversation is a call, whatever else the customer writes. */
  private async bind(scope: Scope, row: ConversationRow, callId: string): Promise<ConversationRow> {
    return moveConversation(scope, this.outbox, row, {
      change: 'edited',
      changes: { live_call_id: callId, channel: 'voice' },
      data: { because: 'call', callId },
    });
  }

  private async seek(scope: Scope, id: string): Promise<CallRow> {
    const locked = (await lockCall(scope.tx, id))!;
    const { conversation, ownerId } = await seekAgent(scope, this.outbox, locked.conversation);
    if (!ownerId) return locked.call;
    return moveCall(
      scope,
      this.outbox,
      { ...locked, conversation },
      {
        event: 'rung',
        changes: { agent_id: ownerId, ringForMs: await ringTimeOf(scope.tx, conversation.queue_id) },
        data: { agentId: ownerId },
      },
    );
  }
}
