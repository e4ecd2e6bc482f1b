import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import type { ConversationRow } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endOffer, lockPendingOffer } from '../offers/offers.repository.js';
import { recordAct } from './assignments.repository.js';
import { type Act, lockForAct } from './lock-for-act.js';
import { assignTo, roomFor, weightIn } from './place-conversation.js';

/**
 * An agent takes a waiting conversation of their queues by hand. The limit binds here as everywhere.
 * Errors: as `lockForAct`; `illegal_move` (not waiting, held out to somebody else, or the agent is offline); `no_capacity`.
 */
@Injectable()
export class ClaimConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute(act: Act): Promise<ConversationView> {
    if (act.by.type !== 'agent') throw new Refusal('forbidden', 'Only an agent can take a conversation.');
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'member');
      if (row.status === 'assigned' && row.assignee_id === act.by.id) return;
      await this.freeFromOffer(scope, row, act.by.id);
      const weight = await weightIn(tx, row.queue_id, row.channel);
      const room = await roomFor(tx, act.by.id, weight, 'binds');
      if (!room.reachable) throw new Refusal('illegal_move', 'You are offline; set your presence first.');
      const placing = { agentId: act.by.id, weight, event: 'assigned' as const, change: 'assigned' as const };
      const after = await assignTo(scope, this.outbox, row, { ...placing, endReason: 'claimed', data: { because: 'claimed' } });
      await recordAct(scope, {
        kind: 'claim',
        conversationId: row.id,
        queueId: row.queue_id,
        agentId: act.by.id,
        epoch: after.epoch,
      });
    });
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  private async freeFromOffer(scope: Scope, row: ConversationRow, agentId: string): Promise<void> {
    const offer = await lockPendingOffer(scope.tx, row.id);
    const open = row.status === 'waiting' || (row.status === 'offered' && (!offer || offer.lapsed || offer.agent_id === agentId));
    if (!open)
      throw new Refusal('illegal_move', `The conversation is ${row.status}; only a waiting one can be taken.`, {
        conversationStatus: row.status,
      });
    if (offer) await endOffer(scope, this.outbox, offer, offer.agent_id !== agentId ? 'expired' : 'accepted');
  }
}
