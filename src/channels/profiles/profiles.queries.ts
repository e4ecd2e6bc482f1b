import type { Channel, IdentityKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

export interface NamelessRow {
  customer_id: string;
  inbox_id: string;
  kind: IdentityKind;
  value: string;
}

/** Of these messages: whose customers have no name, and wrote on one of these channels. */
export const namelessAmong = (sql: Sql, messageIds: string[], channels: Channel[]): Promise<NamelessRow[]> =>
  sql.query<NamelessRow>(
    `SELECT DISTINCT ON (i.id) i.customer_id, m.inbox_id, i.kind, i.value
     FROM messages m JOIN identities i ON i.id = m.identity_id JOIN customers c ON c.id = i.customer_id
     WHERE m.id = ANY($1) AND m.direction = 'in' AND m.channel = ANY($2) AND c.name IS NULL
     ORDER BY i.id, m.seq DESC`,
    [messageIds, channels],
  );
