import { announceMessage } from '../../conversations/announce-message.js';
import { lockCustomer } from '../../customers/customers.repository.js';
import type { Scope } from '../../platform/database/tx.js';
import type { Outbox } from '../../platform/outbox/outbox.js';

interface ErasedRow {
  id: string;
  identity_id: string | null;
  kind: string;
  conversation_id: string;
  holder: string;
  assignee_id: string | null;
}

/** Not erased yet. */
export const unerased = `customer_id = ANY($1::uuid[]) AND NOT coalesce(content, '{}') @> '{"erased": true}'`;

/** Older than so many days, of a conversation that is over. */
export const ofAge = (days: string): string =>
  `messages.created_at < app_now() - ${days}::int * interval '1 day' AND EXISTS (SELECT 1 FROM conversations v WHERE v.id = messages.conversation_id AND v.status = 'closed')`;

/**
 * Takes the words out of the next messages; each keeps its number, gets the next rev and is announced, so that every screen
 * shows the gap. A note is announced to nobody but colleagues. @returns their ids
 */
export async function eraseMessages(
  scope: Scope,
  outbox: Outbox,
  { rootId, memberIds, olderThanDays }: { rootId: string; memberIds: string[]; olderThanDays?: number },
  atOnce: number,
): Promise<string[]> {
  const root = await lockCustomer(scope.tx, rootId, 'take');
  if (!root) return [];
  const rows = await scope.tx.query<ErasedRow>(
    `WITH due AS (SELECT id, row_number() OVER (ORDER BY seq, id) AS n FROM messages WHERE ${unerased} AND ($4::int IS NULL OR ${ofAge('$4')}) ORDER BY seq, id LIMIT $2),
     thread AS (UPDATE customers SET last_rev = last_rev + (SELECT count(*) FROM due) WHERE id = $3 RETURNING last_rev - (SELECT count(*) FROM due) AS base)
     UPDATE messages m SET text = '', content = '{"erased": true}', attachments = NULL, external_id = NULL, client_id = NULL, delivery_reason = NULL,
            rev = thread.base + due.n
     FROM due, thread, conversations c WHERE m.id = due.id AND c.id = m.conversation_id
     RETURNING m.id, m.identity_id, m.kind, m.conversation_id, c.customer_id AS holder, c.assignee_id`,
    [memberIds, atOnce, root.id, olderThanDays ?? null],
  );
  for (const row of rows)
    await announceMessage(scope.tx, outbox, 'message.updated', {
      messageId: row.id,
      conversation: { id: row.conversation_id, customer_id: row.holder, assignee_id: row.assignee_id },
      identityId: row.identity_id,
      internal: row.kind === 'note',
    });
  return rows.map((row) => row.id);
}
