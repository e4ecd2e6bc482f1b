import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { withdrawOffer } from '../offers/offers.repository.js';
import { endAssignment } from './assignments.repository.js';
import { type Act, lockForAct, statusAfter } from './lock-for-act.js';

/** Ends the work: the room it took is free at once, or after the queue's wrap-up time. The last owner is preferred if it comes back. */
@Injectable()
export class CloseConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute(act: Act & { outcome: string }): Promise<ConversationView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'holder');
      const status = statusAfter(row.status, 'closed');
      await withdrawOffer(scope, this.outbox, row.id);
      const ended = await endAssignment(tx, row.id, 'closed', true);
      const changes = {
        status,
        assignee_id: null,
        closed_at: 'now' as const,
        outcome: act.outcome,
        waiting_since: null,
        deadline_at: null,
      };
      await moveConversation(scope, this.outbox, row, {
        change: 'closed',
        changes: { ...changes, snoozed_until: null, ...(ended ? { preferred_agent_id: ended.agent_id } : {}), raiseEpoch: true },
        data: { outcome: act.outcome, agentId: ended?.agent_id ?? null },
      });
    });
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }
}
