import { room } from '../contracts/events.js';
import { membersOf, rootOf } from '../customers/customers.repository.js';
import type { Tx } from '../platform/database/tx.js';
import type { Outbox } from '../platform/outbox/outbox.js';

/** Tells every screen that shows this customer: what is known about them has changed. */
export async function announceCustomer(tx: Tx, outbox: Outbox, customerId: string): Promise<void> {
  const rootId = await rootOf(tx, customerId);
  const open = await tx.query<{ id: string; assignee_id: string | null }>(
    `SELECT id, assignee_id FROM conversations WHERE customer_id = ANY($1) AND status <> 'closed' ORDER BY opened_at DESC, id DESC LIMIT 50`,
    [await membersOf(tx, rootId)],
  );
  const shownBy = open.flatMap(({ id, assignee_id }) => [
    room.conversation(id),
    ...(assignee_id ? [room.agent(assignee_id)] : []),
  ]);
  await outbox.add(tx, {
    type: 'customer.updated',
    payload: { customerId: rootId },
    rooms: [...new Set([room.customer(rootId), room.supervisors, ...shownBy])],
  });
}
