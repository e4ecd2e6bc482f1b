import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { type ConversationRow, moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endOffer, endOthers, lockPendingOffers } from '../offers/offers.repository.js';
import { recordAct } from './assignments.repository.js';
import { type Act, lockForAct, statusAfter } from './lock-for-act.js';
import { manualHoldIn } from './manual-hold.queries.js';
import { assignTo, type LimitRule, loadIn, roomFor } from './place-conversation.js';

/**
 * An agent takes a waiting conversation of their queues by hand. The limit binds here as everywhere. Whoever holds one that
 * sleeps wakes it this way: it was theirs all the time, so no room is asked for.
 * Errors: as `lockForAct`; `illegal_move` (not waiting, held out to somebody else, or the agent is offline); `no_capacity`.
 */
@Injectable()
export class ClaimConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: Act): Promise<ConversationView> {
    if (act.by.type !== 'agent')
      throw new Refusal('forbidden', 'Only an agent can take a conversation.', {
        translations: { zh: '只有客服可以领取会话。' },
      });
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'member');
      if (row.assignee_id === act.by.id && row.status === 'assigned') return;
      if (row.assignee_id === act.by.id && row.status === 'snoozed') return this.wake(scope, row);
      const rule = await this.freeFromOffers(scope, row, act.by.id);
      const load = await loadIn(tx, row.queue_id, row.channel);
      const room = await roomFor(tx, act.by.id, load, rule);
      if (!room.reachable)
        throw new Refusal('illegal_move', 'You are offline; set your presence first.', {
          translations: { zh: '您处于离线状态，请先切换状态。' },
        });
      const placing = { agentId: act.by.id, load, event: 'assigned' as const, change: 'assigned' as const };
      const after = await assignTo(scope, this.outbox, row, {
        ...placing,
        endReason: 'claimed',
        data: { because: 'claimed' },
        changes: { manual_until: await manualHoldIn(tx, row.queue_id) },
      });
      await recordAct(scope, {
        kind: 'claim',
        conversationId: row.id,
        queueId: row.queue_id,
        agentId: act.by.id,
        epoch: after.epoch,
      });
      const data = { queueId: row.queue_id, reason: act.reason ?? null };
      await this.audit.write(scope, { action: 'conversation.claimed', subjectType: 'conversation', subjectId: row.id, data });
    });
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  /** The epoch stays, as with the sleep: the same agent holds it, and whatever they saw is still true. */
  private async wake(scope: Scope, row: ConversationRow): Promise<void> {
    const load = await loadIn(scope.tx, row.queue_id, row.channel);
    const room = await roomFor(scope.tx, scope.actor.id!, load, 'returning');
    if (!room.reachable)
      throw new Refusal('illegal_move', 'You are offline; set your presence first.', {
        translations: { zh: '您处于离线状态，请先切换状态。' },
      });
    const status = statusAfter(statusAfter(row.status, 'woken'), 'assigned');
    const changes = { status, snoozed_until: null };
    await moveConversation(scope, this.outbox, row, {
      change: 'woken',
      changes,
      data: { agentId: scope.actor.id, because: 'claimed' },
    });
    const data = { queueId: row.queue_id, woken: true };
    await this.audit.write(scope, { action: 'conversation.claimed', subjectType: 'conversation', subjectId: row.id, data });
  }

  /** Whoever has a live offer of it takes what was reserved for them; anybody else needs room of their own. */
  private async freeFromOffers(scope: Scope, row: ConversationRow, agentId: string): Promise<LimitRule> {
    const offers = await lockPendingOffers(scope.tx, row.id);
    const own = offers.find((offer) => offer.agent_id === agentId);
    const open = row.status === 'waiting' || (row.status === 'offered' && (own || offers.every((offer) => offer.lapsed)));
    if (!open)
      throw new Refusal('illegal_move', `The conversation is ${row.status}; only a waiting one can be taken.`, {
        translations: { zh: '只有正在等待的会话可以领取。' },
        conversationStatus: row.status,
      });
    if (own) await endOffer(scope, this.outbox, own, 'accepted');
    await endOthers(scope, this.outbox, offers, own);
    return own && !own.lapsed ? 'returning' : 'binds';
  }
}
