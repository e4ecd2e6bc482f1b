import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../../contracts/events.js';
import { CONNECT_MS } from '../../../core/lifecycle/call.js';
import { announceMessage } from '../../../conversations/announce-message.js';
import { appendMessage } from '../../../conversations/append-message.js';
import { type LockedConversation, lockConversation, moveConversation } from '../../../conversations/conversations.repository.js';
import { Database } from '../../../platform/database/database.js';
import { type Scope, systemActor, type Tx } from '../../../platform/database/tx.js';
import { newId } from '../../../platform/ids/new-id.js';
import { Sweep } from '../../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { EventListeners } from '../../../platform/outbox/listeners.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { announceCall, findCall, recordCallEvent } from '../../calls/calls.repository.js';
import { openLine } from '../lines/voice-lines.repository.js';

interface DueCallback {
  id: string;
  conversation_id: string;
  inbox_id: string;
  asked_in_call_id: string;
  phone: string;
  locale: string;
  waiting_since: Date;
}

/** Kept places whose turn has come: somebody has the conversation, and no call of its customer is live. */
const due = `SELECT b.id, b.conversation_id, b.inbox_id, b.asked_in_call_id, b.phone, b.locale, b.waiting_since
  FROM callbacks b JOIN conversations v ON v.id = b.conversation_id
  WHERE b.state = 'waiting' AND v.status = 'assigned' AND v.live_call_id IS NULL`;

/** When an agent takes a conversation whose customer asked to be called back, their telephones are brought together. */
@Injectable()
export class PlaceCallbacks implements OnModuleInit, OnModuleDestroy {
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly listeners: EventListeners,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('place-callbacks', ['conversation.assigned'], (events) => {
      const ids = events.map(({ payload }) => (payload as EventMap['conversation.assigned']).conversationId);
      this.working = this.working.then(() => this.execute(ids)).catch(() => undefined);
      return Promise.resolve();
    });
    this.sweep.register('calls back', () => this.execute());
  }

  onModuleDestroy(): Promise<void> {
    return this.working;
  }

  async execute(conversationIds?: string[]): Promise<void> {
    const rows = conversationIds
      ? await this.db.query<DueCallback>(`${due} AND b.conversation_id = ANY($1)`, [conversationIds])
      : await this.db.query<DueCallback>(`${due} ORDER BY b.waiting_since LIMIT 100`);
    for (const { id, conversation_id } of rows)
      await this.db
        .transaction((tx) => this.place(tx, id, conversation_id))
        .catch((error: unknown) => this.log.error({ err: error, callbackId: id }, 'a call back could not be placed'));
    if (!conversationIds) await this.settle();
  }

  /** Written here, done by the carrier: the agent's telephone first, and the customer's once they are there. */
  private async place(tx: Tx, id: string, conversationId: string): Promise<void> {
    const locked = await lockConversation(tx, conversationId, 'pass over');
    const [callback] = await tx.query<DueCallback>(`${due} AND b.id = $1 FOR UPDATE OF b`, [id]);
    if (!locked || !callback) return;
    const scope: Scope = { tx, actor: systemActor };
    const callId = newId();
    await this.insertCall(scope, locked, callback, callId);
    await moveConversation(scope, this.outbox, locked.conversation, {
      change: 'edited',
      changes: { live_call_id: callId, channel: 'voice' },
      data: { because: 'call_back', callId },
    });
    await openLine(tx, {
      ...{ inboxId: callback.inbox_id, direction: 'out', callSid: null, callId },
      ...{ phone: callback.phone, locale: callback.locale },
    });
    await tx.run(`UPDATE callbacks SET state = 'calling', call_id = $2 WHERE id = $1`, [id, callId]);
    const call = (await findCall(tx, callId))!;
    await recordCallEvent(scope, call, 'started', { state: 'ringing', because: 'call_back', agentId: call.agent_id });
    await announceCall(tx, this.outbox, call);
  }

  private async insertCall(
    scope: Scope,
    { conversation, customer }: LockedConversation,
    callback: DueCallback,
    callId: string,
  ): Promise<void> {
    const asked = await findCall(scope.tx, callback.asked_in_call_id);
    const identityId = asked?.identity_id ?? null;
    const { id: messageId } = await appendMessage(scope, {
      ...{ rootId: customer.id, customerId: conversation.customer_id, conversationId: conversation.id, identityId },
      ...{ inboxId: callback.inbox_id, channel: 'voice', direction: 'out', kind: 'call', author: { type: 'system', id: null } },
      ...{ text: '', content: { callId, state: 'ringing', outcome: null, durationMs: null, agentName: null } },
      deliveryState: 'sent',
    });
    await scope.tx.run(
      `INSERT INTO calls (id, conversation_id, customer_id, identity_id, inbox_id, provider, direction, state, agent_id, taken, message_id,
                          queued_at, ring_until, carrier_act, carrier_act_no, carrier_due_at)
       VALUES ($1, $2, $3, $4, $5, 'twilio', 'out', 'ringing', $6, true, $7, $8, app_now() + $9 * interval '1 ms', 'connect', 1, app_now())`,
      [
        ...[callId, conversation.id, conversation.customer_id, identityId, callback.inbox_id, conversation.assignee_id],
        ...[messageId, callback.waiting_since, CONNECT_MS],
      ],
    );
    await announceMessage(scope.tx, this.outbox, 'message.created', { messageId, conversation, identityId });
  }

  /** What became of them, from their calls; and those nobody needs any more. */
  private async settle(): Promise<void> {
    await this.db.run(
      `UPDATE callbacks b SET state = CASE WHEN c.answered_at IS NULL THEN 'missed' ELSE 'answered' END, ended_at = app_now()
       FROM calls c WHERE c.id = b.call_id AND b.state = 'calling' AND c.ended_at IS NOT NULL`,
    );
    await this.db.run(
      `UPDATE callbacks b SET state = 'cancelled', ended_at = app_now()
       FROM conversations v WHERE v.id = b.conversation_id AND b.state = 'waiting' AND v.status = 'closed'`,
    );
  }
}
