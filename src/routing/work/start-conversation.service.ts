import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import type { OutreachPurpose } from '../../contracts/privacy.js';
import type { ConversationView } from '../../contracts/views.js';
import type { Channel } from '../../contracts/words.js';
import { findAddressee } from '../../conversations/addressee.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { conversationColumns, type ConversationRow, routeOfInbox } from '../../conversations/conversations.repository.js';
import { openConversation } from '../../conversations/open-conversation.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { Consents } from '../../customers/consents/consents.service.js';
import { lockCustomer, membersOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { recordAct } from './assignments.repository.js';
import { assignTo, loadIn, roomFor } from './place-conversation.js';

export interface Start {
  by: Principal;
  customerId: string;
  text: string;
  channel?: Channel;
  subject?: string;
  clientId?: string;
  /** What for; `service` unless told otherwise. */
  purpose?: OutreachPurpose;
}

/**
 * An agent writes first. The conversation is theirs from the start; the limit binds as for any claim. A customer has one
 * open conversation: where there is one already, it is named in the refusal instead.
 */
@Injectable()
export class StartConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sending: SendMessage,
    private readonly audit: Audit,
    private readonly consents: Consents,
  ) {}

  /** Errors: `not_found`, `conflict` (with `conversationId`), `no_capacity`, `consent_missing`, `invalid_request` (no address on the channel). */
  async execute(start: Start): Promise<ConversationView> {
    if (start.by.type !== 'agent')
      throw new Refusal('forbidden', 'Only an agent can start a conversation.', {
        translations: { zh: '只有客服可以发起会话。' },
      });
    const id = await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(start.by) };
      const customer = await lockCustomer(tx, start.customerId);
      if (!customer) throw notFound('customer');
      const repeated = await this.repeated(tx, start);
      if (repeated) return repeated;
      await this.mayBeWrittenTo(scope, customer.id, start.purpose ?? 'service');
      const memberIds = await membersOf(tx, customer.id);
      const previous = await this.lastOf(tx, memberIds);
      const row = await this.open(scope, start, customer.id, memberIds, previous);
      await this.sending.send(scope, {
        conversationId: row.id,
        kind: 'reply',
        text: start.text,
        clientId: start.clientId,
        channel: row.channel,
      });
      const data = { customerId: customer.id, channel: row.channel, purpose: start.purpose ?? 'service' };
      await this.audit.write(scope, { action: 'conversation.started', subjectType: 'conversation', subjectId: row.id, data });
      return row.id;
    });
    return (await conversationViews(this.db, [id]))[0]!;
  }

  /** To help them takes no more than that they did not refuse it; to sell them something takes their word. */
  private mayBeWrittenTo({ tx, actor }: Scope, customerId: string, purpose: OutreachPurpose): Promise<void> {
    return this.consents.require(tx, customerId, purpose, actor, { unlessRefused: purpose === 'service' });
  }

  private async repeated(tx: Tx, { by, clientId }: Start): Promise<string | undefined> {
    if (!clientId) return undefined;
    const [row] = await tx.query<{ conversation_id: string }>(
      'SELECT conversation_id FROM messages WHERE author_id = $1 AND client_id = $2',
      [by.id, clientId],
    );
    return row?.conversation_id;
  }

  /** The last conversation of the thread; refused where it is still open. */
  private async lastOf(tx: Tx, memberIds: string[]): Promise<ConversationRow | undefined> {
    const [last] = await tx.query<ConversationRow>(
      `SELECT ${conversationColumns} FROM conversations WHERE customer_id = ANY($1) AND split_from_id IS NULL
       ORDER BY (status <> 'closed') DESC, opened_at DESC LIMIT 1`,
      [memberIds],
    );
    if (last && last.status !== 'closed')
      throw new Refusal('conflict', 'The customer has an open conversation; write there.', {
        translations: { zh: '该客户已有打开的会话，请在那里回复。' },
        conversationId: last.id,
      });
    return last;
  }

  private async open(
    scope: Scope,
    start: Start,
    customerId: string,
    memberIds: string[],
    previous: ConversationRow | undefined,
  ): Promise<ConversationRow> {
    const channel = start.channel ?? previous?.channel ?? 'email';
    // Without an earlier conversation there is none whose address to prefer: a fresh id matches nothing.
    const to = await findAddressee(scope.tx, memberIds, channel, previous?.id ?? newId());
    if (!to)
      throw new Refusal('invalid_request', `The customer has no address on ${channel}.`, {
        translations: { zh: '该客户在这个渠道上没有联系方式。' },
        errors: [{ pointer: '/channel', detail: 'has no address' }],
      });
    const route = await routeOfInbox(scope.tx, to.inboxId);
    const message = { channel, subject: start.subject ?? null, inboxId: to.inboxId, locale: null };
    const row = await openConversation(scope, this.outbox, { message, customerId, route, previous, startedBy: 'agent' });
    const load = await loadIn(scope.tx, row.queue_id, channel);
    await roomFor(scope.tx, start.by.id, load, 'binds');
    const after = await assignTo(scope, this.outbox, row, {
      ...{ agentId: start.by.id, load, event: 'assigned', change: 'assigned', endReason: 'started' },
      data: { because: 'started' },
    });
    await recordAct(scope, {
      ...{ kind: 'claim', conversationId: row.id, queueId: row.queue_id, agentId: start.by.id, epoch: after.epoch },
      parts: { because: 'started' },
    });
    return after;
  }
}
