import type { IdentityKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

export interface OutgoingMessageRow {
  text: string;
  content: { template?: { name: string; language: string; variables: string[] } } | null;
  identity_id: string | null;
  customer_id: string;
  to_kind: IdentityKind | null;
  to_value: string | null;
  retries: number;
  answers: string | null;
}

/** A message of ours with whom it goes to; `answers` is the vendor's id of the customer's message it answers. */
export async function outgoingMessage(sql: Sql, messageId: string): Promise<OutgoingMessageRow | undefined> {
  const [row] = await sql.query<OutgoingMessageRow>(
    `SELECT m.text, m.content, m.identity_id, m.customer_id, i.kind AS to_kind, i.value AS to_value, s.retries, a.external_id AS answers
     FROM messages m JOIN outbound_sends s ON s.message_id = m.id LEFT JOIN identities i ON i.id = m.identity_id
     LEFT JOIN messages a ON a.id = (m.content -> 'answers' ->> 'messageId')::uuid AND a.inbox_id = m.inbox_id
     WHERE m.id = $1 AND m.direction = 'out'`,
    [messageId],
  );
  return row;
}

export interface LastInboundRow {
  external_id: string;
  created_at: Date;
  extra: Record<string, unknown> | null;
}

/** The customer's last message on an inbox, which some vendors let a reply make use of. */
export async function lastInbound(
  sql: Sql,
  { customerId, identityId, inboxId }: { customerId: string; identityId: string; inboxId: string },
): Promise<LastInboundRow | undefined> {
  const [row] = await sql.query<LastInboundRow>(
    `SELECT external_id, created_at, content -> 'extra' AS extra FROM messages
     WHERE customer_id = $1 AND identity_id = $2 AND inbox_id = $3 AND direction = 'in' AND external_id IS NOT NULL
     ORDER BY seq DESC LIMIT 1`,
    [customerId, identityId, inboxId],
  );
  return row;
}

/** Names a message by the vendor's id of its first part, so that answers to it and searches for it find it. */
export async function nameByFirstPart(sql: Sql, messageId: string): Promise<void> {
  await sql.run(
    `UPDATE messages m SET external_id = p.external_id FROM outbound_parts p
     WHERE m.id = $1 AND p.message_id = m.id AND p.part = 0 AND p.external_id IS NOT NULL AND m.external_id IS DISTINCT FROM p.external_id
       AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.inbox_id = m.inbox_id AND o.external_id = p.external_id)`,
    [messageId],
  );
}
