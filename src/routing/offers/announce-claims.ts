import { room } from '../../contracts/events.js';
import { roomsOf } from '../../conversations/conversations.repository.js';
import type { Tx } from '../../platform/database/tx.js';
import type { AnyAnnouncement, Outbox } from '../../platform/outbox/outbox.js';
import type { WonClaim } from './claims.repository.js';

/** News of claims, all in one statement: the offer for whoever it was made to, the conversation for whoever shows it. */
export async function announceClaims(tx: Tx, outbox: Outbox, won: readonly WonClaim[]): Promise<void> {
  await outbox.add(tx, ...won.flatMap((claim) => (claim.row.offer_mode === 'assign' ? assigned(claim) : offered(claim))));
}

function assigned({ row, decision: { agentId } }: WonClaim): AnyAnnouncement[] {
  const about = { conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id };
  const rooms = roomsOf(row, { ...row, assignee_id: agentId });
  return [
    { type: 'conversation.assigned', payload: { ...about, agentId, epoch: row.epoch + 1 }, rooms },
    { type: 'conversation.updated', payload: { ...about, change: 'assigned' }, rooms },
  ];
}

function offered({ row, decision, claimId, also }: WonClaim): AnyAnnouncement[] {
  const asked = [{ claimId, agentId: decision.agentId }, ...also];
  const rooms = new Set(asked.flatMap(({ agentId }) => roomsOf(row, { ...row, assignee_id: agentId })));
  const about = { conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id };
  return [
    ...asked.map(({ claimId: offerId, agentId }): AnyAnnouncement => ({
      type: 'offer.made',
      payload: { offerId, conversationId: row.id, agentId, queueId: row.queue_id },
      rooms: [room.agent(agentId), room.queue(row.queue_id), room.supervisors],
    })),
    { type: 'conversation.updated', payload: { ...about, change: 'offered' }, rooms: [...rooms] },
  ];
}
