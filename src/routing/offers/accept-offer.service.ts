import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { checkEpoch } from '../work/lock-for-act.js';
import { assignTo, loadIn, roomFor } from '../work/place-conversation.js';
import { endOffer, endOthers, findOffer, isLive, lockPendingOffers, type OfferRow } from './offers.repository.js';

export interface AcceptInput {
  offerId: string;
  by: Principal;
  epoch?: number;
}

const gone = (): Refusal =>
  new Refusal('offer_gone', 'The offer has ended: it lapsed, was answered or was withdrawn.', {
    translations: { zh: '派单已结束：已超时、已处理或已收回。' },
  });

/**
 * The agent takes what was offered to them; of a broadcast the first has it. A repeat by the same agent answers with the conversation they already hold.
 * Errors: `not_found`, `offer_gone`, `stale_epoch`, `illegal_move` (the agent is offline).
 */
@Injectable()
export class AcceptOffer {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(input: AcceptInput): Promise<ConversationView> {
    const found = await findOffer(this.db, input.offerId);
    if (!found || found.agent_id !== input.by.id) throw notFound('offer');
    await this.db.transaction((tx) => this.accept({ tx, actor: actorOf(input.by) }, found, input));
    return (await conversationViews(this.db, [found.conversation_id]))[0]!;
  }

  private async accept(scope: Scope, { id, conversation_id, agent_id }: OfferRow, input: AcceptInput): Promise<void> {
    const { tx } = scope;
    const conversation = (await lockConversation(tx, conversation_id))?.conversation;
    if (!conversation) throw notFound('offer');
    const offers = await lockPendingOffers(tx, conversation_id);
    const offer = offers.find((one) => one.id === id);
    if (!offer) {
      const accepted = (await findOffer(tx, id))?.state === 'accepted';
      if (accepted && conversation.status === 'assigned' && conversation.assignee_id === agent_id) return;
      throw gone();
    }
    checkEpoch(input, conversation);
    const load = await loadIn(tx, offer.queue_id, conversation.channel);
    // What they accept was reserved when it was offered; replies of other customers since then do not take it back.
    const room = await roomFor(tx, agent_id, load, 'returning');
    // Only now, under the agent's lock: until here a claim may have counted the offer as lapsed and used its room.
    if (offer.epoch !== conversation.epoch || !(await isLive(tx, id))) throw gone();
    if (!room.reachable)
      throw new Refusal('illegal_move', 'You are offline; set your presence first.', {
        translations: { zh: '您处于离线状态，请先切换状态。' },
      });
    await endOffer(scope, this.outbox, offer, 'accepted');
    await endOthers(scope, this.outbox, offers, offer);
    await assignTo(scope, this.outbox, conversation, {
      ...{
        agentId: agent_id,
        load: { ...load, weight: offer.weight },
        event: 'offer_accepted',
        change: 'assigned',
        endReason: 'superseded',
      },
      data: { offerId: id, decisionId: offer.decision_id },
    });
    const data = { conversationId: conversation_id };
    await this.audit.write(scope, { action: 'offer.accepted', subjectType: 'offer', subjectId: id, data });
  }
}
