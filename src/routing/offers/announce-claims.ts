import { room } from '../../contracts/events.js';
import { roomsOf } from '../../conversations/conversations.repository.js';
import type { Tx } from '../../platform/database/tx.js';
import type { AnyAnnouncement, Outbox } from '../../platform/outbox/outbox.js';
import type { WonClaim } from './claims.repository.js';

/** News of claims, all in one statement: the offer for the agent it was made to, the conversation for whoever shows it. */
export async function announceClaims(tx: Tx, outbox: Outbox, won: readonly WonClaim[]): Promise<void> {
  await outbox.add(
    tx,
    ...won.flatMap(({ row, decision: { agentId }, claimId }): AnyAnnouncement[] => {
      const about = { conversationId: row.id, customerId: row.customer_id, queueId: row.queue_id };
      const rooms = roomsOf(row, { ...row, assignee_id: agentId });
      if (row.offer_mode === 'assign')
        return [
          { type: 'conversation.assigned', payload: { ...about, agentId, epoch: row.epoch + 1 }, rooms },
          { type: 'conversation.updated', payload: { ...about, change: 'assigned' }, rooms },
        ];
      return [
        {
          type: 'offer.made',
          payload: { offerId: claimId, conversationId: row.id, agentId, queueId: row.queue_id },
          rooms: [room.agent(agentId), room.queue(row.queue_id), room.supervisors],
        },
        { type: 'conversation.updated', payload: { ...about, change: 'offered' }, rooms },
      ];
    }),
  );
}
