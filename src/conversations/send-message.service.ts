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
import { refuseUncarried } from './attachments/carried-as.js';
import { type TakenUpload, takeUploads } from './attachments/take-uploads.js';
import { type ConversationRow, lockConversation, recordEvent, staleEpoch } from './conversations.repository.js';
import { copiesTo } from './copies.js';
import { conversationChannels } from './conversation-channels.queries.js';
import { keepMentions, mentioned, refuseMentions } from './mentions.js';
import { refuseOverlong, rendered, type ReplyRules, replyRules } from './reply-rules.js';
import { inboxClosed } from '../contracts/delivery-reasons.js';
import { usualChannel } from './usual-channel.js';

export interface Outgoing {
  conversationId: string;
  /** `note` is for colleagues only; `system` is a text that Throughline itself sends to the customer. */
  kind: 'reply' | 'note' | 'system';
  text: string;
  clientId?: string | null;
  /** Instead of a text: a template of the inbox. */
  template?: { name: string; language: string; variables?: string[] };
  /** Ids of files that the writer uploaded for it. */
  attachments?: string[];
  /** Colleagues whom a note names: they are told of it. */
  mentions?: string[];
  /** Mail addresses that get a copy; on e-mail only. */
  cc?: string[];
  /** Where to answer; by default where the customer wrote last. */
  channel?: Channel | null;
  /** The epoch the writer saw; left out by people, stated by automation. */
  epoch?: number | null;
  content?: Record<string, unknown> | null;
}

type WhereAbout = { conversationId: string; memberIds: string[]; usual: Channel };

/** As it will stand in the thread. */
type Said = Outgoing & { undeliverable?: string };

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
    if (outgoing.kind === 'note') copiesTo(outgoing.cc, 'note');
    if (outgoing.kind === 'note') return this.note(scope, outgoing, conversation, customer.id);
    if (conversation.status === 'closed')
      throw new Refusal('illegal_move', 'The conversation is closed; reopen it to write.', {
        translations: { zh: '会话已关闭，请先重新打开再回复。' },
      });
    refuseMentions(outgoing.mentions);
    const usual = await usualChannel(scope.tx, conversation);
    const channel = outgoing.channel ?? usual;
    if (!channelCapabilities[channel]) throw notConnected(channel);
    const memberIds = await membersOf(scope.tx, customer.id);
    const to = await findAddressee(scope.tx, memberIds, channel, conversation.id);
    if (!to)
      throw new Refusal('invalid_request', `The customer has no address on ${channel}.`, {
        translations: { zh: '该客户在这个渠道上没有联系方式。' },
        errors: [{ pointer: '/channel', detail: 'has no address' }],
      });
    const rules = await replyRules(scope.tx, channel, to);
    if (!rules) throw notConnected(channel);
    const cc = copiesTo(outgoing.cc, channel);
    const copied = cc ? { ...outgoing, content: { ...outgoing.content, cc } } : outgoing;
    const said = await this.allowed(scope, copied, rules, { conversationId: conversation.id, memberIds, usual });
    return this.reply(scope, said, { conversation, rootId: customer.id, channel, usual, can: rules.can, to });
  }

  /**
   * What may be said on the channel now: nothing through a closed inbox; a template in its words, a free text inside the reply
   * window. Outside of it the refusal carries what an agent can do instead; what Throughline itself would say is kept, as not delivered.
   */
  private async allowed(scope: Scope, outgoing: Outgoing, rules: ReplyRules, about: WhereAbout): Promise<Said> {
    if (rules.inboxClosed) {
      if (outgoing.kind === 'system') return { ...outgoing, undeliverable: inboxClosed };
      throw new Refusal('inbox_closed', `The inbox for ${rules.channel} is closed; nothing goes out through it.`, {
        channels: await this.openElsewhere(scope, rules, about),
      });
    }
    if (outgoing.template) {
      if (outgoing.attachments?.length) throw withTemplate;
      const template = { ...outgoing.template, variables: outgoing.template.variables ?? [] };
      const text = rendered(rules, template, outgoing.text);
      return { ...outgoing, text, content: { ...outgoing.content, template } };
    }
    refuseOverlong(rules, outgoing.text);
    if (rules.open && !(rules.peopleOnly && outgoing.kind === 'system')) return outgoing;
    if (outgoing.kind === 'system') return { ...outgoing, undeliverable: 'outside the reply window of the channel' };
    throw new Refusal('outside_reply_window', windowDetail(rules), {
      templates: rules.templates.map(({ name, language, variables }) => ({ name, language, variables })),
      channels: await this.openElsewhere(scope, rules, about),
    });
  }

  private async openElsewhere(scope: Scope, { channel }: ReplyRules, about: WhereAbout): Promise<Channel[]> {
    const all = await conversationChannels(scope.tx, about);
    return all.filter((one) => one.open && one.channel !== channel).map((one) => one.channel);
  }

  private async note(scope: Scope, outgoing: Outgoing, conversation: ConversationRow, rootId: string): Promise<Sent> {
    const mentions = await mentioned(scope.tx, outgoing.mentions);
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
      content: mentions ? { ...outgoing.content, mentions } : outgoing.content,
      clientId: outgoing.clientId,
      deliveryState: 'sent',
    });
    if (mentions) await keepMentions(scope, appended.id, mentions);
    await takeFiles(scope, outgoing, appended.id);
    await announceMessage(scope.tx, this.outbox, 'message.created', {
      messageId: appended.id,
      conversation,
      identityId: null,
      internal: true,
      ...(mentions ? { agentIds: mentions } : {}),
    });
    return { messageId: appended.id, seq: appended.seq, duplicate: false };
  }

  private async reply(
    scope: Scope,
    outgoing: Said,
    on: {
      conversation: ConversationRow;
      rootId: string;
      channel: Channel;
      usual: Channel;
      can: ChannelCapabilities;
      to: Addressee;
    },
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
      deliveryState: outgoing.undeliverable ? 'failed' : on.can.sendsOut ? 'pending' : 'sent',
      deliveryReason: outgoing.undeliverable,
    });
    refuseUncarried(channel, on.can, await takeFiles(scope, outgoing, appended.id));
    if (on.can.sendsOut && !outgoing.undeliverable) await this.queueSend(scope, appended, to.inboxId, channel);
    // What Throughline says by itself answers nobody: whose turn it is stays as it was.
    if (outgoing.kind === 'reply') await this.markReplied(scope, conversation);
    if (channel !== on.usual) await recordEvent(scope, conversation, 'channel_switched', { from: on.usual, to: channel });
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

  private async markReplied(scope: Scope, conversation: ConversationRow): Promise<void> {
    const first = !conversation.first_replied_at;
    await scope.tx.run(
      `UPDATE conversations SET last_outbound_at = app_now(), unanswered_since = NULL, silence_stage = 0, version = version + 1
         ${first ? ', first_replied_at = app_now(), deadline_at = NULL' : ''} WHERE id = $1`,
      [conversation.id],
    );
    if (first) await recordEvent(scope, conversation, 'first_replied');
    if (!conversation.unanswered_since || !conversation.assignee_id) return;
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

const notConnected = (channel: Channel): Refusal =>
  new Refusal('invalid_request', `The channel ${channel} is not connected.`, {
    translations: { zh: '这个渠道还没有接通。' },
    errors: [{ pointer: '/channel', detail: 'is not connected' }],
  });

const withTemplate = new Refusal('invalid_request', 'Files cannot go with a template.', {
  translations: { zh: '模板消息不能附带文件。' },
  errors: [{ pointer: '/attachments', detail: 'cannot go with a template' }],
});

const windowDetail = ({ channel, closesAt, templates }: ReplyRules): string =>
  (closesAt
    ? `On ${channel} a free text could be sent until ${closesAt.toISOString()}.`
    : `On ${channel} a free text can be sent only after the customer wrote there.`) +
  (templates.length > 0 ? ' Send a template, or take another channel.' : ' Take another channel, or wait until they write.');

async function takeFiles(scope: Scope, { attachments = [] }: Outgoing, messageId: string): Promise<TakenUpload[]> {
  const { type, id } = scope.actor;
  // Throughline itself uploads nothing.
  return id === null ? [] : takeUploads(scope.tx, { messageId, ids: attachments, owner: { type, id } });
}
