import { Inject, Injectable } from '@nestjs/common';
import { type FullBecause, fullBecause, withLoad } from '../../core/capacity/admission.js';
import { type Load, loadOf } from '../../core/capacity/weights.js';
import { nextConversationStatus } from '../../core/lifecycle/conversation.js';
import type { OfferMode } from '../../contracts/words.js';
import type { Decision } from '../../core/matching/snapshot.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { weightsOf } from '../matching/queue-rules.js';
import { faultName } from '../watchdog/faults.repository.js';
import { type AgentRoom, lockRooms } from '../work/reserved.queries.js';
import { announceClaims } from './announce-claims.js';
import {
  type AlsoAsked,
  type ClaimableRow,
  lockClaimable,
  type PassToStore,
  type WonClaim,
  writeClaims,
} from './claims.repository.js';
import type { OfferReason } from './offer-reason.js';

export interface Claim {
  decision: Decision;
  reason: OfferReason;
  /** Further queues whose members may serve it by now. */
  alsoQueues?: readonly string[];
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
  | FullBecause
  | 'failed';

export type ClaimResult = { conversationId: string; agentId: string } & (
  { won: OfferMode; id: string } | { lost: LostBecause; fault?: string }
);

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
      return [{ conversationId, agentId, lost: 'failed', fault: faultName(error) }];
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
      claims.flatMap(({ decision }) => [decision.agentId, ...othersOf(decision, rows.get(decision.conversationId))]),
    );
    const won: WonClaim[] = [];
    const results = claims.map((claim): ClaimResult => {
      const { conversationId, agentId } = claim.decision;
      const row = rows.get(conversationId);
      const load = row && loadOf(row.channel, weightsOf(row.weights) ?? {});
      if (!row || !load) return { conversationId, agentId, lost: 'gone' };
      const lost = lostBecause(claim, agentId, row, rooms.get(agentId), load);
      if (lost) return { conversationId, agentId, lost };
      reserve(rooms, agentId, load);
      const claimId = newId();
      won.push({ ...claim, row, load, decisionId: newId(), claimId, eventId: newId(), also: [] });
      return { conversationId, agentId, won: row.offer_mode, id: claimId };
    });
    // Only when every chosen agent has theirs: nobody loses a conversation that is meant for them to one held out to several.
    for (const claim of won) claim.also = askAlso(claim, rooms);
    if (won.length > 0) {
      await writeClaims(tx, won, pass);
      await announceClaims(tx, this.outbox, won);
    }
    return results;
  }
}

type Rooms = Map<string, AgentRoom>;

/** What this batch gives an agent counts for the rest of the batch. */
function reserve(rooms: Rooms, agentId: string, load: Load): void {
  rooms.set(agentId, withLoad(rooms.get(agentId)!, load));
}

/** The next best, who are asked as well where the queue holds its work out to several. */
function othersOf({ agentId, top }: Decision, row: ClaimableRow | undefined): string[] {
  return row?.offer_mode === 'broadcast' ? top.flatMap((one) => (one.agentId === agentId ? [] : one.agentId)) : [];
}

/** Each is judged as the chosen one was, and the conversation weighs on each as long as it is held out to them. */
function askAlso(claim: WonClaim, rooms: Rooms): AlsoAsked[] {
  const { decision, row, load } = claim;
  const also: AlsoAsked[] = [];
  for (const agentId of othersOf(decision, row)) {
    if (also.length + 1 >= row.broadcast_size) break;
    if (lostBecause(claim, agentId, row, rooms.get(agentId), load)) continue;
    reserve(rooms, agentId, load);
    const { score, parts } = decision.top.find((one) => one.agentId === agentId)!;
    also.push({ claimId: newId(), agentId, reason: { score, parts } });
  }
  return also;
}

function lostBecause(
  { decision, alsoQueues = [] }: Pick<Claim, 'decision' | 'alsoQueues'>,
  agentId: string,
  row: ClaimableRow,
  room: AgentRoom | undefined,
  load: Load,
): LostBecause | undefined {
  if (row.status !== 'waiting' || !nextConversationStatus(row.status, row.offer_mode === 'assign' ? 'assigned' : 'offered').ok)
    return 'not_waiting';
  if (row.epoch !== decision.epoch) return 'stale_epoch';
  if (row.queue_id !== decision.queueId || row.paused) return 'queue_changed';
  if (row.excluded_agent_ids.includes(agentId)) return 'excluded';
  if (!room || room.disabled || !room.available) return 'agent_unavailable';
  if (![row.queue_id, ...alsoQueues].some((queueId) => room.queueIds.includes(queueId))) return 'not_in_queue';
  return fullBecause(room, load, room.now) ?? undefined;
}
