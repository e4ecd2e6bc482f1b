import { Inject, Injectable } from '@nestjs/common';
import { extractFacts } from '../core/facts/extract.js';
import { lockCustomer, membersOf } from '../customers/customers.repository.js';
import { RecordFacts } from '../customers/record-facts.service.js';
import { ResolveCustomer, type Resolved } from '../customers/resolve-customer.service.js';
import { storedMessage } from '../customers/stored-text.js';
import { Database } from '../platform/database/database.js';
import { isDuplicate } from '../platform/database/errors.js';
import type { Scope, Sql } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { appendMessage } from './append-message.js';
import { announceMessage } from './announce-message.js';
import { takeUploads } from './attachments/take-uploads.js';
import { type ConversationRow, moveConversation, type InboxRoute, routeOfInbox } from './conversations.repository.js';
import { findHome, type Home } from './find-home.js';
import { HotAppend } from './hot-append.js';
import type { InboundMessage, Received } from './inbound-message.js';
import { openConversation } from './open-conversation.js';

/**
 * Records a customer's message: the one door into the thread. Idempotent by external id (per inbox) and client id (per
 * author); a repeat is answered with what the first one made.
 */
@Injectable()
export class ReceiveMessage {
  private readonly hot: HotAppend;

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly customers: ResolveCustomer,
    private readonly facts: RecordFacts,
    private readonly metrics: Metrics,
    @Inject(LOG) log: Log,
  ) {
    this.hot = new HotAppend(db, outbox, log);
  }

  /**
   * Resolves after commit. The common case (a known author, an open conversation) is one statement shared by whatever
   * arrives together; everything else takes a transaction of its own.
   * @returns null for an automatic message that answers no thread of ours.
   */
  async receive(inbound: InboundMessage): Promise<Received | null> {
    const message = clean(inbound);
    const appended = await this.hot.append(message);
    if (appended) return this.counted(message, appended);
    try {
      const received = await this.inTransaction(message);
      if (received) this.hot.remember(received.identityId);
      return received;
    } catch (error) {
      // Two deliveries of one message raced; the loser finds the winner's row.
      if (isDuplicate(error, 'messages_external_key') || isDuplicate(error, 'messages_client_key'))
        return this.inTransaction(message);
      throw error;
    }
  }

  /**
   * The common case alone, for an author whose rows the caller knows to be there; resolves after commit.
   * @returns undefined where it takes more than that; nothing was written then.
   */
  async append(inbound: InboundMessage): Promise<Received | undefined> {
    const message = clean(inbound);
    if (message.from.identityId) this.hot.remember(message.from.identityId);
    const appended = await this.hot.append(message);
    return appended && this.counted(message, appended);
  }

  /** As `receive`, inside a transaction of the caller (which then marks its raw delivery in the same one). */
  async receiveIn(scope: Scope, inbound: InboundMessage): Promise<Received | null> {
    const message = clean(inbound);
    const who = await this.customers.resolve(scope, { ...message.from, locale: message.locale });
    // Nobody else can see a newcomer yet: nothing to lock, nothing to repeat, no history to read.
    if (who.created) return this.record(scope, message, who);
    const customer = await lockCustomer(scope.tx, who.customerId, 'take');
    if (!customer) throw new Error(`no customer ${who.customerId}`);
    if (customer.blocked_at ?? customer.erased_at)
      throw new Refusal('customer_blocked', 'Messages of this customer are not accepted.');
    // Under the lock, so that the first delivery is either committed and found, or not there at all.
    const repeated = await findRepeated(scope.tx, message, who.identityId);
    return repeated ?? this.record(scope, message, { ...who, customerId: customer.id });
  }

  private inTransaction(message: InboundMessage): Promise<Received | null> {
    return this.db
      .transaction((tx) => this.receiveIn({ tx, actor: { type: 'customer', id: null } }, message))
      .then((received) => (received && !received.duplicate ? this.counted(message, received) : received));
  }

  private async record(scope: Scope, message: InboundMessage, who: Resolved): Promise<Received | null> {
    const route = await routeOfInbox(scope.tx, message.inboxId);
    const memberIds = who.created ? [who.customerId] : await membersOf(scope.tx, who.customerId);
    const find = () => findHome(scope.tx, message, { memberIds, hasHistory: !who.created }, route);
    const found = await find();
    const entered = 'conversation' in found ? await lockForeign(scope, found.conversation, who) : undefined;
    // What was read before its thread was locked may have been closed meanwhile.
    const home = entered ? await find() : found;
    const foreign = 'conversation' in home ? entered : undefined;
    if (home.kind === 'nowhere') return null;
    const conversation = await this.enter(scope, message, who, home, route);
    const appended = await appendMessage(scope, {
      ...message,
      rootId: foreign ?? who.customerId,
      customerId: foreign ?? who.holderId,
      conversationId: conversation.id,
      identityId: who.identityId,
      direction: 'in',
      kind: message.kind ?? (message.automatic ? 'event' : 'text'),
      author: { type: 'customer', id: who.identityId },
      unproved: (message.unproved ?? who.unproved) || foreign !== undefined,
      deliveryState: 'sent',
    });
    if (message.uploads) await takeUploads(scope.tx, { messageId: appended.id, ...message.uploads });
    await this.recordFacts(scope, message, who, conversation, appended);
    await announceMessage(scope.tx, this.outbox, 'message.created', {
      messageId: appended.id,
      conversation,
      identityId: who.identityId,
    });
    return {
      messageId: appended.id,
      seq: appended.seq,
      rev: appended.rev,
      createdAt: appended.createdAt,
      conversationId: conversation.id,
      customerId: who.customerId,
      identityId: who.identityId,
      duplicate: false,
      opened: home.kind === 'open',
      reopened: home.kind === 'reopen',
    };
  }

  /** Brings the conversation into the state in which it takes the message. */
  private async enter(
    scope: Scope,
    message: InboundMessage,
    who: Resolved,
    home: Exclude<Home, { kind: 'nowhere' }>,
    route: InboxRoute,
  ): Promise<ConversationRow> {
    if (home.kind === 'open')
      return openConversation(scope, this.outbox, { message, customerId: who.customerId, route, previous: home.previous });
    const row = home.conversation;
    if (message.automatic) return row;
    const heard = { channel: message.channel, inbox_id: message.inboxId };
    if (home.kind === 'append') {
      await scope.tx.run(
        `UPDATE conversations SET channel = CASE WHEN live_call_id IS NULL THEN $2 ELSE channel END, last_inbound_at = app_now(), unanswered_since = coalesce(unanswered_since, app_now()),
           silence_stage = CASE WHEN unanswered_since IS NULL THEN 0 ELSE silence_stage END, version = version + 1 WHERE id = $1`,
        [row.id, heard.channel],
      );
      return { ...row, channel: row.live_call_id ? row.channel : heard.channel };
    }
    if (home.kind === 'wake')
      return moveConversation(scope, this.outbox, row, {
        change: 'woken',
        changes: {
          channel: heard.channel,
          status: row.assignee_id ? 'assigned' : 'waiting',
          snoozed_until: null,
          last_inbound_at: 'now',
          unanswered_since: row.unanswered_since ?? 'now',
          silence_stage: row.unanswered_since ? row.silence_stage : 0,
          ...(row.assignee_id ? {} : { waiting_since: 'now' }),
        },
      });
    return moveConversation(scope, this.outbox, row, {
      change: 'reopened',
      changes: {
        status: 'waiting',
        channel: heard.channel,
        assignee_id: null,
        waiting_since: 'now',
        deadline_at: deadlineOf(route),
        closed_at: null,
        outcome: null,
        excluded_agent_ids: [],
        last_inbound_at: 'now',
        unanswered_since: 'now',
        silence_stage: 0,
        routed_at: null,
        raiseEpoch: true,
      },
    });
  }

  private async recordFacts(
    scope: Scope,
    message: InboundMessage,
    who: Resolved,
    conversation: ConversationRow,
    { id: messageId, createdAt: at }: { id: string; createdAt: Date },
  ): Promise<void> {
    const source = { customerId: who.holderId, conversationId: conversation.id, channel: message.channel, at };
    const told = message.factsBy === 'bot' ? { type: 'bot' as const, messageId } : { type: 'form' as const };
    await this.facts.record(scope, { ...source, ...told }, message.facts ?? []);
    if (!message.automatic)
      await this.facts.record(scope, { ...source, type: 'message', messageId }, extractFacts(factText(message)));
  }

  private counted(message: InboundMessage, received: Received): Received {
    if (!received.duplicate) this.metrics.messages.inc({ channel: message.channel, direction: 'in' });
    return received;
  }
}

export const deadlineOf = (route: InboxRoute): Date | null =>
  route.first_reply_target_ms === null ? null : new Date(route.now.getTime() + Number(route.first_reply_target_ms));

const factText = (message: InboundMessage): string => (message.subject ? `${message.subject}\n${message.text}` : message.text);

/** PostgreSQL stores no NUL; a message is never lost for containing one. Card numbers and secrets are stored by nobody. */
function clean(inbound: InboundMessage): InboundMessage {
  const bare = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();
  return storedMessage({ ...inbound, text: bare(inbound.text), ...(inbound.subject ? { subject: bare(inbound.subject) } : {}) });
}

/** The thread of another customer that a reply token led into is locked too; its id, or undefined where it is our own. */
async function lockForeign(scope: Scope, conversation: ConversationRow, who: Resolved): Promise<string | undefined> {
  if (conversation.customer_id === who.customerId) return undefined;
  const root = await lockCustomer(scope.tx, conversation.customer_id, 'pass over');
  return root && root.id !== who.customerId ? root.id : undefined;
}

interface RepeatedRow {
  id: string;
  seq: string;
  rev: string;
  conversation_id: string;
  customer_id: string;
  identity_id: string;
  created_at: Date;
}

async function findRepeated(sql: Sql, message: InboundMessage, author: string): Promise<Received | undefined> {
  if (!message.externalId && !message.clientId) return undefined;
  const [row] = await sql.query<RepeatedRow>(
    `SELECT id, seq, rev, conversation_id, customer_id, identity_id, created_at FROM messages
     WHERE (inbox_id = $1 AND external_id = $2) OR (author_id = $3 AND client_id = $4) LIMIT 1`,
    [message.inboxId, message.externalId ?? null, author, message.clientId ?? null],
  );
  if (!row) return undefined;
  return {
    messageId: row.id,
    seq: Number(row.seq),
    rev: Number(row.rev),
    conversationId: row.conversation_id,
    customerId: row.customer_id,
    identityId: row.identity_id,
    duplicate: true,
    opened: false,
    reopened: false,
    createdAt: row.created_at,
  };
}
