import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { findOffer, lockPendingOffers } from './offers.repository.js';
import { returnToLine } from './return-to-line.js';

export interface DeclineInput {
  offerId: string;
  by: Principal;
  reason?: string;
}

/**
 * The agent says no: the conversation takes its old place in line (of a broadcast only once nobody is asked any more) and they
 * are not asked again while another can serve.
 * Errors: `not_found`, `offer_gone`.
 */
@Injectable()
export class DeclineOffer {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute({ offerId, by, reason }: DeclineInput): Promise<void> {
    const found = await findOffer(this.db, offerId);
    if (!found || found.agent_id !== by.id) throw notFound('offer');
    if (found.state === 'declined') return;
    await this.db.transaction(async (tx) => {
      const conversation = (await lockConversation(tx, found.conversation_id, 'take'))?.conversation;
      const offer = (await lockPendingOffers(tx, found.conversation_id)).find((one) => one.id === offerId);
      if (!conversation || !offer || offer.lapsed)
        throw new Refusal('offer_gone', 'The offer has ended: it lapsed, was answered or was withdrawn.', {
          translations: { zh: '派单已结束：已超时、已处理或已收回。' },
        });
      const scope = { tx, actor: actorOf(by) };
      await returnToLine(scope, this.outbox, conversation, offer, 'declined', reason ? { reason } : {});
      const data = { conversationId: conversation.id, reason: reason ?? null };
      await this.audit.write(scope, { action: 'offer.declined', subjectType: 'offer', subjectId: offerId, data });
    });
  }
}
