import { Injectable } from '@nestjs/common';
import { type ChannelCapabilities, channelCapabilities } from '../contracts/channels.js';
import { room } from '../contracts/events.js';
import type { Channel } from '../contracts/words.js';
import { membersOf } from '../customers/customers.repository.js';
import type { Scope } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { type Addressee, findAddressee } from './addressee.js';
import { announceMessage } from './announce-message.js';
import { type Appended, appendMessage } from './append-message.js';
import { type ConversationRow, lockConversation, recordEvent, staleEpoch } from './conversations.repository.js';

export interface Outgoing {
  conversationId: string;
  /** `note` is for colleagues only; `system` is a text that Throughline itself sends to the customer. */
  kind: 'reply' | 'note' | 'system';
  text: string;
  clientId?: string | null;
  /** Where to answer; by default where the customer wrote last. */
  channel?: Channel | null;
  /** The epoch the writer saw; left out by people, stated by automation. */
  epoch?: number | null;
  content?: Record<string, unknown> | null;
}

export interface Sent {
  messageId: string;
  seq: number;
  duplicate: boolean;
}

/**
 * Appends an agent's message to the thread and, where a drawer must carry it out, its row in outbound_sends, in one
 * transaction: what the agent sees as sent is either delivered or shown as failed, never forgotten.
 */
@Injectable()
export class SendMessage {
  constructor(
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {}

  async send(scope: Scope, outgoing: Outgoing): Promise<Sent> {
    const locked = await lockConversation(scope.tx, outgoing.conversationId);
    if (!locked) throw notFound('conversation');
    const { conversation, customer } = locked;
    const repeated = await this.repeated(scope, outgoing);
    if (repeated) return repeated;
    if (outgoing.epoch != null && outgoing.epoch !== conversation.epoch) throw staleEpoch();
    if (outgoing.kind === 'note') return this.note(scope, outgoing, conversation, customer.id);
    if (conversation.status === 'closed') throw new Refusal('illegal_move', 'The conversation is closed; reopen it to write.');
    const channel = outgoing.channel ?? conversation.channel;
    const can = capabilitiesOf(channel);
    if (outgoing.text.length > can.maxTextLength)
      throw new Refusal(
        'invalid_request',
        `A message on ${channel} may have ${can.maxTextLength} characters; this one has ${outgoing.text.length}.`,
        {
          errors: [{ pointer: '/text', detail: `must be ${can.maxTextLength} characters or fewer` }],
        },
      );
    const memberIds = await membersOf(scope.tx, customer.id);
    const to = await findAddressee(scope.tx, memberIds, channel, conversation.id);
    if (!to)
      throw new Refusal('invalid_request', `The customer has no address on ${channel}.`, {
        errors: [{ pointer: '/channel', detail: 'has no address' }],
      });
    return this.reply(scope, outgoing, { conversation, rootId: customer.id, channel, can, to });
  }

  private async note(scope: Scope, outgoing: Outgoing, conversation: ConversationRow, rootId: string): Promise<Sent> {
    const appended = await appendMessage(scope, {
      rootId,
      customerId: conversation.customer_id,
      conversationId: conversation.id,
      identityId: null,
      inboxId: conversation.inbox_id,
      channel: conversation.channel,
      direction: 'internal',
      kind: 'note',
      author: scope.actor,
      text: outgoing.text,
      content: outgoing.content,
      clientId: outgoing.clientId,
      deliveryState: 'sent',
    });
    await announceMessage(scope.tx, this.outbox, 'message.created', {
      messageId: appended.id,
      conversation,
      identityId: null,
      internal: true,
    });
    return { messageId: appended.id, seq: appended.seq, duplicate: false };
  }

  private async reply(
    scope: Scope,
    outgoing: Outgoing,
    on: { conversation: ConversationRow; rootId: string; channel: Channel; can: ChannelCapabilities; to: Addressee },
  ): Promise<Sent> {
    const { conversation, channel, to } = on;
    const appended = await appendMessage(scope, {
      rootId: on.rootId,
      customerId: to.customerId,
      conversationId: conversation.id,
      identityId: to.identityId,
      inboxId: to.inboxId,
      channel,
      direction: 'out',
      kind: outgoing.kind === 'system' ? 'event' : 'text',
      author: scope.actor,
      text: outgoing.text,
      content: outgoing.content,
      clientId: outgoing.clientId,
      deliveryState: on.can.sendsOut ? 'pending' : 'sent',
    });
    if (on.can.sendsOut) await this.queueSend(scope, appended, to.inboxId, channel);
    await this.markReplied(scope, conversation, outgoing.kind);
    if (channel !== conversation.channel)
      await recordEvent(scope, conversation, 'channel_switched', { from: conversation.channel, to: channel });
    await announceMessage(scope.tx, this.outbox, 'message.created', {
      messageId: appended.id,
      conversation,
      identityId: to.identityId,
    });
    this.metrics.messages.inc({ channel, direction: 'out' });
    return { messageId: appended.id, seq: appended.seq, duplicate: false };
  }

  private async queueSend(scope: Scope, appended: Appended, inboxId: string, channel: Channel): Promise<void> {
    await scope.tx.run(`INSERT INTO outbound_sends (message_id, inbox_id, channel, due_at) VALUES ($1, $2, $3, app_now())`, [
      appended.id,
      inboxId,
      channel,
    ]);
    await this.outbox.add(scope.tx, { type: 'outbound.queued', payload: { messageId: appended.id } });
  }

  private async markReplied(scope: Scope, conversation: ConversationRow, kind: Outgoing['kind']): Promise<void> {
    const first = kind === 'reply' && !conversation.first_replied_at;
    await scope.tx.run(
      `UPDATE conversations SET last_outbound_at = app_now(), version = version + 1
         ${kind === 'reply' ? ', unanswered_since = NULL, silence_stage = 0' : ''}
         ${first ? ', first_replied_at = app_now(), deadline_at = NULL' : ''} WHERE id = $1`,
      [conversation.id],
    );
    if (first) await recordEvent(scope, conversation, 'first_replied');
    if (kind !== 'reply' || !conversation.unanswered_since || !conversation.assignee_id) return;
    const about = { conversationId: conversation.id, customerId: conversation.customer_id, queueId: conversation.queue_id };
    await this.outbox.add(scope.tx, {
      type: 'conversation.updated',
      payload: { ...about, change: 'answered' },
      rooms: [room.queue(about.queueId)],
    });
  }

  private async repeated(scope: Scope, outgoing: Outgoing): Promise<Sent | undefined> {
    if (!outgoing.clientId || !scope.actor.id) return undefined;
    const [row] = await scope.tx.query<{ id: string; seq: string; conversation_id: string }>(
      'SELECT id, seq, conversation_id FROM messages WHERE author_id = $1 AND client_id = $2',
      [scope.actor.id, outgoing.clientId],
    );
    if (!row) return undefined;
    if (row.conversation_id !== outgoing.conversationId)
      throw new Refusal('already_exists', 'This clientId was used in another conversation.');
    return { messageId: row.id, seq: Number(row.seq), duplicate: true };
  }
}

function capabilitiesOf(channel: Channel): ChannelCapabilities {
  const can = channelCapabilities[channel];
  if (!can)
    throw new Refusal('invalid_request', `The channel ${channel} is not connected.`, {
      errors: [{ pointer: '/channel', detail: 'is not connected' }],
    });
  return can;
}
