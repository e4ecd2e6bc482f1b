import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Presence } from '../../agents/presence.service.js';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { chances } from '../../core/lifecycle/missed-chances.js';
import { Database } from '../../platform/database/database.js';
import { systemActor } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { lockPendingOffers } from './offers.repository.js';
import { returnToLine } from './return-to-line.js';

interface DueOffer {
  id: string;
  conversation_id: string;
  agent_id: string;
}

/** Missed in a row before the agent is set aside: whoever is not at the desk must not cost every customer a time-out. */
const MISSED_IN_A_ROW = 3;

/** Ends offers whose time is over, by database time. The sweep calls it, and every matching pass before it looks. */
@Injectable()
export class ExpireOffers implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly presence: Presence,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('offers past their time', async () => void (await this.execute()));
  }

  /** Gives how many ended. One that fails is told and tried again; it keeps none of the others. */
  async execute(): Promise<number> {
    const due = await this.db.prepared<DueOffer>(
      'offers-due',
      `SELECT id, conversation_id, agent_id FROM offers
       WHERE state = 'pending' AND expires_at <= (SELECT app_now()) ORDER BY expires_at LIMIT 500`,
      [],
    );
    const missedBy = new Set<string>();
    for (const offer of due) {
      const ended = await this.expire(offer).catch((error: unknown) => {
        this.log.error({ err: error, offerId: offer.id }, 'an offer could not be ended');
        return false;
      });
      if (ended) missedBy.add(offer.agent_id);
    }
    for (const agentId of missedBy) await this.breakCircuit(agentId);
    return due.length;
  }

  private expire({ id, conversation_id }: DueOffer): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const conversation = (await lockConversation(tx, conversation_id, 'take'))?.conversation;
      const offer = (await lockPendingOffers(tx, conversation_id)).find((one) => one.id === id);
      // Answered or ended by another process while this one waited for the lock.
      if (!conversation || !offer?.lapsed) return false;
      await returnToLine({ tx, actor: systemActor }, this.outbox, conversation, offer, 'expired');
      return true;
    });
  }

  /** Counts only what was offered since the agent last said they are available: coming back starts afresh. */
  private async breakCircuit(agentId: string): Promise<void> {
    // Offers that were made together are one chance to answer, however many they were.
    const missed = await this.db.query<{ at: number }>(
      `WITH latest AS (
         SELECT o.state, o.made_at, row_number() OVER (ORDER BY o.ended_at DESC, o.id DESC) AS n
         FROM offers o JOIN agent_presence p ON p.agent_id = o.agent_id
         WHERE o.agent_id = $1 AND o.made_at >= p.since AND p.state = 'available' AND o.state IN ('accepted', 'declined', 'expired')
         ORDER BY o.ended_at DESC, o.id DESC LIMIT 50)
       SELECT (extract(epoch FROM made_at) * 1000)::float8 AS at FROM latest
       WHERE state = 'expired' AND n < coalesce((SELECT min(n) FROM latest WHERE state <> 'expired'), 51)`,
      [agentId],
    );
    if (chances(missed.map((one) => one.at)) < MISSED_IN_A_ROW) return;
    await this.presence
      .set(agentId, 'away', 'missed_offers', systemActor)
      .catch((error: unknown) => this.log.warn({ err: error, agentId }, 'an agent who misses offers could not be set aside'));
  }
}
