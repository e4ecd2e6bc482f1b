import type { IdentityKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

export interface TypingAddresseeRow {
  inbox_id: string;
  kind: IdentityKind;
  value: string;
  /** The vendor's id of the customer's last message. */
  external_id: string | null;
}

/** Whom the agent who holds this conversation answers unless they choose: whoever wrote last in it. */
export async function typingAddressee(
  sql: Sql,
  conversationId: string,
  agentId: string,
): Promise<TypingAddresseeRow | undefined> {
  const [row] = await sql.query<TypingAddresseeRow>(
    `SELECT m.inbox_id, i.kind, i.value, m.external_id
     FROM conversations v JOIN messages m ON m.conversation_id = v.id JOIN identities i ON i.id = m.identity_id
     WHERE v.id = $1 AND v.assignee_id = $2 AND v.status <> 'closed' AND m.direction = 'in' AND m.kind = 'text'
     ORDER BY m.seq DESC LIMIT 1`,
    [conversationId, agentId],
  );
  return row;
}
