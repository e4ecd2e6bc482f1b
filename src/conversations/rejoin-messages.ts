import type { Scope } from '../platform/database/tx.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import { announceMessage } from './announce-message.js';
import type { ConversationRow } from './conversations.repository.js';

interface Rejoining {
  from: ConversationRow;
  into: ConversationRow;
  /** The customer whose thread is numbered; the caller holds its lock. */
  rootId: string;
}

interface MovedRow {
  id: string;
  identity_id: string | null;
  internal: boolean;
  created_at: Date;
}

/**
 * Whatever was said in one conversation lies in another one of the same thread from now on, with what hangs on it. No message is
 * rewritten or renumbered; each takes the next rev, so that whoever has read it hears where it lies.
 * @returns how many, and when the first of them was written.
 */
export async function rejoinMessages(
  scope: Scope,
  outbox: Outbox,
  { from, into, rootId }: Rejoining,
): Promise<{ count: number; first: Date | null }> {
  const moved = await scope.tx.query<MovedRow>(
    `WITH lying AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY seq, id) AS n FROM messages WHERE conversation_id = $1),
       thread AS (UPDATE customers SET last_rev = last_rev + (SELECT count(*) FROM lying) WHERE id = $3
                  RETURNING last_rev - (SELECT count(*) FROM lying) AS rev)
     UPDATE messages m SET conversation_id = $2, rev = thread.rev + lying.n FROM lying, thread WHERE m.id = lying.id
     RETURNING m.id, m.identity_id, m.direction = 'internal' AS internal, m.created_at`,
    [from.id, into.id, rootId],
  );
  for (const table of ['facts', 'promises', 'calls'])
    await scope.tx.run(`UPDATE ${table} SET conversation_id = $2 WHERE conversation_id = $1`, [from.id, into.id]);
  for (const one of moved)
    await announceMessage(scope.tx, outbox, 'message.updated', {
      ...{ messageId: one.id, conversation: into, identityId: one.identity_id, internal: one.internal },
    });
  const first = moved.map((one) => one.created_at).reduce<Date | null>((min, at) => (min && min <= at ? min : at), null);
  return { count: moved.length, first };
}
