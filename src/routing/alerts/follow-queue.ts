import { room } from '../../contracts/events.js';
import { agentAlertKinds } from '../../contracts/words.js';
import type { ConversationRow } from '../../conversations/conversations.repository.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Outbox } from '../../platform/outbox/outbox.js';

/**
 * The live alerts about a conversation go with it into another queue: whoever supervises that must see them, and the old queue is
 * counted as troubled no more. What nobody of a queue can serve is about that queue, and names a conversation as an example.
 */
export async function followQueue(
  tx: Tx,
  outbox: Outbox,
  before: Pick<ConversationRow, 'queue_id'>,
  after: Pick<ConversationRow, 'id' | 'queue_id'>,
): Promise<void> {
  if (before.queue_id === after.queue_id) return;
  const rows = await tx.query<{ id: string; agentId: string | null }>(
    `UPDATE alerts SET queue_id = $2 WHERE conversation_id = $1 AND cleared_at IS NULL AND kind <> 'nobody_can_serve'
       AND queue_id IS DISTINCT FROM $2::uuid
     RETURNING id, CASE WHEN kind = ANY($3::text[]) THEN agent_id END AS "agentId"`,
    [after.id, after.queue_id, agentAlertKinds],
  );
  const rooms = [room.supervisors, room.queue(before.queue_id), room.queue(after.queue_id)];
  await outbox.add(
    tx,
    ...rows.map(({ id, agentId }) => ({
      type: 'alert.updated' as const,
      payload: { alertId: id },
      rooms: [...rooms, ...(agentId ? [room.agent(agentId)] : [])],
    })),
  );
}
