import type { UndeliveredView } from '../../contracts/views.js';
import type { Sql } from '../../platform/database/tx.js';
import { isUnread } from './inbound.queries.js';

/** Long enough for a weekend; what nobody cared for by then is no news any more, and stays in the lists. */
const days = 3;
/** Whether it is a hundred or a thousand changes nothing of what has to be done. */
const most = 100;

/**
 * What was refused was meant to be (a blocked customer, an erased one): listed, but no trouble. What was dismissed is none any more. Two short walks along indexes that hold nothing but trouble: cheap enough to be asked again and again.
 */
export async function countUndelivered(sql: Sql): Promise<UndeliveredView> {
  const [row] = await sql.query<{ outbound: number; inbound: number; since: Date | null }>(
    `WITH lately AS MATERIALIZED (SELECT app_now() - ${days} * interval '1 day' AS at),
       sends AS (SELECT s.created_at AS at FROM outbound_sends s
                 WHERE s.state <> 'sent' AND s.state = 'failed' AND s.dismissed_at IS NULL AND s.created_at >= (SELECT at FROM lately) ORDER BY s.created_at LIMIT ${most}),
       deliveries AS (SELECT d.received_at AS at FROM inbound_deliveries d
                      WHERE ${isUnread} AND d.state <> 'refused' AND d.dismissed_at IS NULL AND d.received_at >= (SELECT at FROM lately) ORDER BY d.received_at LIMIT ${most})
     SELECT (SELECT count(*)::int FROM sends) AS outbound, (SELECT count(*)::int FROM deliveries) AS inbound,
       (SELECT min(at) FROM (SELECT at FROM sends UNION ALL SELECT at FROM deliveries) a) AS since`,
  );
  return { outbound: row!.outbound, inbound: row!.inbound, since: row!.since?.toISOString() ?? null };
}
