import type { Tx } from '../../../platform/database/tx.js';
import { newId } from '../../../platform/ids/new-id.js';
import type { LockedCall } from '../../calls/calls.repository.js';

/** Keeps the caller's place for a call back. One at a time: who asks again keeps the place they have. */
export async function keepPlace(
  tx: Tx,
  { call, conversation }: LockedCall,
  to: { phone: string; locale: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO callbacks (id, conversation_id, inbox_id, asked_in_call_id, phone, locale, waiting_since)
     VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::timestamptz, $8::timestamptz, app_now()))
     ON CONFLICT (conversation_id) WHERE state IN ('waiting', 'calling')
     DO UPDATE SET phone = excluded.phone, locale = excluded.locale, asked_in_call_id = excluded.asked_in_call_id`,
    [newId(), conversation.id, call.inbox_id, call.id, to.phone, to.locale, conversation.waiting_since, call.queued_at],
  );
}

/** The customer calls by themselves, or nobody needs to call them any more. */
export const dropCallback = (tx: Tx, conversationId: string): Promise<number> =>
  tx.run(`UPDATE callbacks SET state = 'cancelled', ended_at = app_now() WHERE conversation_id = $1 AND state = 'waiting'`, [
    conversationId,
  ]);
