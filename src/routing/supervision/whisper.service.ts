import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import { room } from '../../contracts/events.js';
import type { MessageView } from '../../contracts/views.js';
import { appendMessage } from '../../conversations/append-message.js';
import { messageViews } from '../../conversations/conversations.queries.js';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { SignedLinks } from '../../platform/storage/signed-links.js';
import { type Act, lockForAct } from '../work/lock-for-act.js';
import { listenersOf } from './listeners.queries.js';

/**
 * A note to the agent who holds the conversation: they and the supervisors of its queue see it, marked `content.whisper`;
 * no other colleague, no other system and no customer ever does, nor does whoever holds the conversation later.
 */
@Injectable()
export class Whisper {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly links: SignedLinks,
  ) {}

  /** Errors: as `lockForAct`; `illegal_move` (nobody holds it); `conflict` (the caller holds it); `invalid_request` (blank). */
  async execute(act: Act & { text: string }): Promise<MessageView> {
    if (!act.text.trim())
      throw new Refusal('invalid_request', 'A whisper needs text.', {
        translations: { zh: '请填写耳语内容。' },
        errors: [{ pointer: '/text', detail: 'must not be blank' }],
      });
    const id = await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'supervisor');
      const to = row.status === 'closed' ? null : row.assignee_id;
      if (!to)
        throw new Refusal('illegal_move', 'Nobody holds the conversation; there is nobody to whisper to.', {
          translations: { zh: '没有人在处理这个会话，无人可耳语。' },
          conversationStatus: row.status,
        });
      if (to === act.by.id)
        throw new Refusal('conflict', 'You hold this conversation yourself.', { translations: { zh: '这个会话就在您手上。' } });
      const { customer } = (await lockConversation(tx, row.id))!;
      const appended = await appendMessage(scope, {
        ...{ rootId: customer.id, customerId: row.customer_id, conversationId: row.id, identityId: null, inboxId: row.inbox_id },
        ...{ channel: row.channel, direction: 'internal', kind: 'note', author: scope.actor, text: act.text },
        ...{ content: { whisper: true, to }, deliveryState: 'sent' },
      });
      const listeners = (await listenersOf(tx, row.id)).map((one) => one.agent_id);
      await this.outbox.add(tx, {
        type: 'message.created',
        payload: { messageId: appended.id, conversationId: row.id, customerId: row.customer_id },
        // Never the room of the conversation: any colleague may look at that.
        rooms: [...new Set([to, act.by.id, ...listeners])].map(room.agent),
      });
      const data = { messageId: appended.id, to, reason: act.reason ?? null };
      await this.audit.write(scope, { action: 'conversation.whispered', subjectType: 'conversation', subjectId: row.id, data });
      return appended.id;
    });
    return (await messageViews(this.db, [id], this.links))[0]!;
  }
}
