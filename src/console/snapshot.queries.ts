import { hasRole, type Principal, type SignedIn } from '../accounts/principal.js';
import { supervisedQueueIds } from '../accounts/supervised-queues.queries.js';
import { presenceViews } from '../agents/agents.queries.js';
import { room } from '../contracts/events.js';
import type { ConsoleSnapshot } from '../contracts/sockets.js';
import { conversationViews } from '../conversations/conversations.queries.js';
import type { Database } from '../platform/database/database.js';
import type { Sql } from '../platform/database/tx.js';
import { listAlerts } from '../routing/alerts/alerts.queries.js';
import { liveOffersOf } from '../routing/offers/offers.queries.js';
import { queueLiveViews } from '../routing/queues/queues-live.queries.js';
import { listeningOf } from '../routing/supervision/listeners.queries.js';
import { readPositions } from './positions.queries.js';

const MOST_ALERTS = 200;

type Screen = Pick<Principal, 'id' | 'role'>;

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
      ...(await supervised(tx, { id, role })),
    };
  });
}

async function supervised(tx: Sql, screen: Screen): Promise<Pick<ConsoleSnapshot, 'queues' | 'alerts' | 'listening'>> {
  if (!isSupervisor(screen)) {
    const own = await listAlerts(tx, { queueIds: null, agentId: screen.id }, undefined, MOST_ALERTS);
    return { queues: [], alerts: own.slice(0, MOST_ALERTS), listening: [] };
  }
  const given = await supervisedQueueIds(tx, screen);
  return {
    queues: await queueLiveViews(tx, await queueIds(tx, screen)),
    alerts: (await listAlerts(tx, { queueIds: given }, undefined, MOST_ALERTS)).slice(0, MOST_ALERTS),
    listening: await listeningOf(tx, screen.id),
  };
}

async function heldBy(sql: Sql, agentId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM conversations WHERE assignee_id = $1 AND status <> 'closed' ORDER BY id DESC`,
    [agentId],
  );
  return rows.map((row) => row.id);
}

/** The queues a supervisor watches: those they are given, or all of them. */
export async function queueIds(sql: Sql, screen: Screen): Promise<string[]> {
  const given = await supervisedQueueIds(sql, screen);
  const rows = await sql.query<{ id: string }>(
    'SELECT id FROM queues WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY priority DESC, key',
    [given],
  );
  return rows.map((row) => row.id);
}

export const everyQueueId = async (sql: Sql): Promise<string[]> =>
  (await sql.query<{ id: string }>('SELECT id FROM queues')).map((row) => row.id);

/** The rooms of a screen: its agent's; for supervisors their queues, and the conversations they are beside. */
export async function roomsOf(sql: Sql, screen: Screen): Promise<string[]> {
  const own = [room.agent(screen.id)];
  if (!isSupervisor(screen)) return own;
  const all = (await supervisedQueueIds(sql, screen)) === null;
  const listening = (await listeningOf(sql, screen.id)).map((one) => room.conversation(one.conversationId));
  const queues = (await queueIds(sql, screen)).map(room.queue);
  return [...own, all ? room.supervisors : room.supervisorsOfSome, ...queues, ...listening];
}

const isSupervisor = (screen: Screen): boolean => hasRole(screen as Principal, 'supervisor');
