import type { SignedIn } from '../accounts/principal.js';
import { hasRole } from '../accounts/principal.js';
import { presenceViews } from '../agents/agents.queries.js';
import type { ConsoleSnapshot } from '../contracts/sockets.js';
import { conversationViews } from '../conversations/conversations.queries.js';
import type { Database } from '../platform/database/database.js';
import type { Sql } from '../platform/database/tx.js';
import { liveOffersOf } from '../routing/offers/offers.queries.js';
import { queueLiveViews } from '../routing/queues/queues-live.queries.js';
import { readPositions } from './positions.queries.js';

/**
 * An agent's screen at one moment. Position and state come from the same database snapshot: an event is published after
 * its data is committed, so whatever is not in this state has a later position. Repeats are possible, gaps are not.
 */
export function readSnapshot(db: Database, { type, id, name, role, inboxIds }: SignedIn): Promise<ConsoleSnapshot> {
  return db.transaction(async (tx) => {
    await tx.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const { head } = await readPositions(tx);
    const [presence] = await presenceViews(tx, [id]);
    return {
      position: head,
      me: { type, id, name, role, inboxIds },
      presence: presence ?? null,
      offers: await liveOffersOf(tx, id),
      conversations: await conversationViews(tx, await heldBy(tx, id)),
      queues: hasRole({ type, id, name, role, inboxIds }, 'supervisor') ? await queueLiveViews(tx, await queueIds(tx)) : [],
    };
  });
}

async function heldBy(sql: Sql, agentId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM conversations WHERE assignee_id = $1 AND status <> 'closed' ORDER BY id DESC`,
    [agentId],
  );
  return rows.map((row) => row.id);
}

/** The queues a supervisor watches: all of them, until an organisation can give each supervisor their own. */
export async function queueIds(sql: Sql): Promise<string[]> {
  return (await sql.query<{ id: string }>('SELECT id FROM queues ORDER BY priority DESC, key')).map((row) => row.id);
}
