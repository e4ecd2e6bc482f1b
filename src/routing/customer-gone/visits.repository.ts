import type { Sql, Tx } from '../../platform/database/tx.js';

/** A live socket is seen every 10 s; one that was not seen for so long belongs to a process that was killed. */
export const visitLease = `interval '25 seconds'`;

/** A visitor as one process knows them. */
export interface VisitNow {
  identityId: string;
  customerId: string;
  here: boolean;
}

/** Writes who is here and who has left, in one statement for all of them. Gives those for whom that is news. */
export async function writeVisits(tx: Sql, processId: string, visits: readonly VisitNow[]): Promise<VisitNow[]> {
  const turned = await tx.prepared<{ identity_id: string }>(
    'visits-write',
    `WITH known AS MATERIALIZED (SELECT identity_id, left_at IS NULL AS here FROM visits WHERE process_id = $1 AND identity_id = ANY($2::uuid[])),
     written AS (
     INSERT INTO visits (identity_id, process_id, customer_id, came_at, last_seen_at, left_at)
     SELECT v.identity_id, $1, v.customer_id, t.now, t.now, CASE WHEN NOT v.here THEN t.now END
     FROM unnest($2::uuid[], $3::uuid[], $4::boolean[]) AS v(identity_id, customer_id, here), (SELECT app_now() AS now) t
     ON CONFLICT (identity_id, process_id) DO UPDATE SET customer_id = excluded.customer_id, last_seen_at = excluded.last_seen_at,
       left_at = excluded.left_at,
       came_at = CASE WHEN visits.left_at IS NOT NULL AND excluded.left_at IS NULL THEN excluded.came_at ELSE visits.came_at END
     RETURNING identity_id, left_at IS NULL AS here)
     SELECT w.identity_id FROM written w LEFT JOIN known k USING (identity_id) WHERE k.here IS DISTINCT FROM w.here`,
    [processId, visits.map((one) => one.identityId), visits.map((one) => one.customerId), visits.map((one) => one.here)],
  );
  const news = new Set(turned.map((one) => one.identity_id));
  return visits.filter((one) => news.has(one.identityId));
}

/** A visitor without a socket who reads or types over REST lives too; whoever never had a socket is not watched. */
export async function touchVisits(sql: Sql, identityIds: readonly string[]): Promise<void> {
  await sql.prepared(
    'visits-touch',
    `UPDATE visits v SET last_seen_at = app_now() FROM (
       SELECT identity_id, process_id FROM visits WHERE identity_id = ANY($1::uuid[]) ORDER BY identity_id, process_id FOR UPDATE) AS own
     WHERE v.identity_id = own.identity_id AND v.process_id = own.process_id`,
    [identityIds],
  );
}

export interface Held {
  id: string;
  customer_id: string;
  queue_id: string;
  assignee_id: string | null;
}

/** Chats in an agent's hands of visitors who have just come, or who have left with their last socket anywhere. */
export async function heldChatsOf(tx: Tx, identityIds: readonly string[], here: boolean): Promise<Held[]> {
  return tx.prepared<Held>(
    'visits-held',
    `SELECT DISTINCT c.id, c.customer_id, c.queue_id, c.assignee_id FROM visits v
     JOIN customers p ON p.id = v.customer_id JOIN conversations c ON c.customer_id IN (p.id, p.merged_into)
     WHERE v.identity_id = ANY($1::uuid[]) AND c.status = 'assigned' AND c.channel = 'webchat'
       AND $2 = EXISTS (SELECT 1 FROM visits o WHERE o.identity_id = v.identity_id AND o.left_at IS NULL
         AND o.last_seen_at > (SELECT app_now()) - ${visitLease})`,
    [identityIds, here],
  );
}
