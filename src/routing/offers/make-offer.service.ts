import { Inject, Injectable } from '@nestjs/common';
import { fits } from '../../core/capacity/limits.js';
import { nextConversationStatus } from '../../core/lifecycle/conversation.js';
import type { OfferMode } from '../../contracts/words.js';
import type { Decision } from '../../core/matching/snapshot.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { claimWeight } from '../matching/queue-rules.js';
import { type AgentRoom, lockRooms } from '../work/reserved.queries.js';
import { announceClaims } from './announce-claims.js';
import { type ClaimableRow, lockClaimable, type PassToStore, type WonClaim, writeClaims } from './claims.repository.js';
import type { OfferReason } from './offer-reason.js';

export interface Claim {
  decision: Decision;
  reason: OfferReason;
}

/** Why a decision could not be claimed: somebody or something was faster. `failed` is a fault, told in the log. */
export type LostBecause =
  | 'gone'
  | 'not_waiting'
  | 'stale_epoch'
  | 'queue_changed'
  | 'excluded'
  | 'agent_unavailable'
  | 'not_in_queue'
  | 'no_capacity'
  | 'failed';

export type ClaimResult = { conversationId: string; agentId: string } & ({ won: OfferMode; id: string } | { lost: LostBecause });

/**
 * Claims what the matcher decided: one guarded transaction in which everything that made the pair possible is read again
 * under lock. Losing is an ordinary result. One claim that fails by fault delays none of the others.
 */
@Injectable()
export class MakeOffer {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Results in the order of `claims`. Throws only where the database is out of reach. */
  async execute(claims: readonly Claim[], pass: PassToStore): Promise<ClaimResult[]> {
    try {
      return await this.db.transaction((tx) => this.claim(tx, claims, pass));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const [only] = claims;
      if (claims.length > 1 || !only) return this.oneByOne(claims, pass);
      const { conversationId, agentId } = only.decision;
      this.log.error({ err: error, conversationId, agentId }, 'a claim failed; the conversation is set aside for a while');
      return [{ conversationId, agentId, lost: 'failed' }];
    }
  }

  /** After a batch failed as a whole: each on its own, so that only the faulty one fails. */
  private async oneByOne(claims: readonly Claim[], pass: PassToStore): Promise<ClaimResult[]> {
    const results: ClaimResult[] = [];
    for (const claim of claims) {
      const stored = results.some((one) => 'won' in one);
      results.push(...(await this.execute([claim], stored ? { ...pass, packed: undefined } : pass)));
    }
    return results;
  }

  private async claim(tx: Tx, claims: readonly Claim[], pass: PassToStore): Promise<ClaimResult[]> {
    const rows = await lockClaimable(
      tx,
      claims.map((one) => one.decision.conversationId),
    );
    const rooms = await lockRooms(
      tx,
      claims.map((one) => one.decision.agentId),
    );
    const won: WonClaim[] = [];
    const results = claims.map(({ decision, reason }): ClaimResult => {
      const { conversationId, agentId } = decision;
      const row = rows.get(conversationId);
      const room = rooms.get(agentId);
      const weight = row ? claimWeight(row.channel, row.weights) : 0;
      const lost = lostBecause(decision, row, room, weight);
      if (lost || !row || !room) return { conversationId, agentId, lost: lost ?? 'gone' };
      // What this batch gives the agent counts for the rest of the batch.
      room.reserved += weight;
      const claimId = newId();
      won.push({ decision, reason, row, weight, decisionId: newId(), claimId, eventId: newId() });
      return { conversationId, agentId, won: row.offer_mode, id: claimId };
    });
    if (won.length > 0) {
      await writeClaims(tx, won, pass);
      await announceClaims(tx, this.outbox, won);
    }
    return results;
  }
}

function lostBecause(
  decision: Decision,
  row: ClaimableRow | undefined,
  room: AgentRoom | undefined,
  weight: number,
): LostBecause | undefined {
  if (!row) return 'gone';
  if (row.status !== 'waiting' || !nextConversationStatus(row.status, row.offer_mode === 'assign' ? 'assigned' : 'offered').ok)
    return 'not_waiting';
  if (row.epoch !== decision.epoch) return 'stale_epoch';
  if (row.queue_id !== decision.queueId || row.paused) return 'queue_changed';
  if (row.excluded_agent_ids.includes(decision.agentId)) return 'excluded';
  if (!room || room.disabled || !room.available) return 'agent_unavailable';
  if (!room.queueIds.includes(row.queue_id)) return 'not_in_queue';
  return fits(room, weight) ? undefined : 'no_capacity';
}
