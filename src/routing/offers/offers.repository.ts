import { type EventMap, room } from '../../contracts/events.js';
import type { OfferState } from '../../contracts/words.js';
import { nextOfferStatus } from '../../core/lifecycle/offer.js';
import type { Scope, Sql, Tx } from '../../platform/database/tx.js';
import type { Outbox } from '../../platform/outbox/outbox.js';

export interface OfferRow {
  id: string;
  conversation_id: string;
  agent_id: string;
  queue_id: string;
  decision_id: string | null;
  epoch: number;
  weight: number;
  /** One of several for the same conversation. */
  broadcast: boolean;
  state: OfferState;
  /** By database time, whatever `state` says. */
  lapsed: boolean;
}

const columns = `id, conversation_id, agent_id, queue_id, decision_id, epoch, weight, broadcast, state, expires_at <= app_now() AS lapsed`;

/** Where an offer belongs, without a lock: needed to lock its conversation first. */
export async function findOffer(sql: Sql, offerId: string): Promise<OfferRow | undefined> {
  return (await sql.query<OfferRow>(`SELECT ${columns} FROM offers WHERE id = $1`, [offerId]))[0];
}

/** The open offers of a conversation, locked: one, or several of a broadcast. The caller holds the conversation. They may have lapsed. */
export function lockPendingOffers(tx: Tx, conversationId: string): Promise<OfferRow[]> {
  return tx.query<OfferRow>(
    `SELECT ${columns} FROM offers WHERE conversation_id = $1 AND state = 'pending' ORDER BY id FOR UPDATE`,
    [conversationId],
  );
}

/** True while the offer may still be accepted. Read after the agent is locked: a claim that saw it lapsed has used its room. */
export async function isLive(tx: Tx, offerId: string): Promise<boolean> {
  const [row] = await tx.query<{ live: boolean }>(
    `SELECT state = 'pending' AND expires_at > app_now() AS live FROM offers WHERE id = $1`,
    [offerId],
  );
  return row?.live ?? false;
}

/** Ends a pending offer, which the caller has locked, and tells the agent's screen: why, in the word of `because`. */
export async function endOffer(
  scope: Scope,
  outbox: Outbox,
  offer: OfferRow,
  state: Exclude<OfferState, 'pending'>,
  because: EventMap['offer.withdrawn']['because'] = state,
): Promise<void> {
  if (!nextOfferStatus(offer.state, state).ok) throw new Error(`offer ${offer.id} is ${offer.state} and cannot become ${state}`);
  await scope.tx.run(`UPDATE offers SET state = $2, ended_at = app_now() WHERE id = $1`, [offer.id, state]);
  await outbox.add(scope.tx, {
    type: 'offer.withdrawn',
    payload: {
      offerId: offer.id,
      conversationId: offer.conversation_id,
      agentId: offer.agent_id,
      queueId: offer.queue_id,
      because,
    },
    rooms: [room.agent(offer.agent_id), room.queue(offer.queue_id), room.supervisors],
  });
}

/** To whomever the conversation was held out, they lose it: called by every act that takes a conversation elsewhere. */
export async function withdrawOffers(scope: Scope, outbox: Outbox, conversationId: string): Promise<void> {
  for (const offer of await lockPendingOffers(scope.tx, conversationId))
    await endOffer(scope, outbox, offer, offer.lapsed ? 'expired' : 'withdrawn');
}

/** Of a broadcast the first who accepts has it: the others are told that it is taken. `offers` are locked. */
export async function endOthers(scope: Scope, outbox: Outbox, offers: readonly OfferRow[], winner?: OfferRow): Promise<void> {
  for (const offer of offers) {
    if (offer.id === winner?.id) continue;
    if (offer.lapsed) await endOffer(scope, outbox, offer, 'expired');
    else await endOffer(scope, outbox, offer, 'withdrawn', 'taken');
  }
}
