import type { Sql } from '../../platform/database/tx.js';
import { claimLimitOf, heldRows } from '../work/reserved.queries.js';
import { isOpen } from './desk.queries.js';

/**
 * Whether some queue has both work in line and somebody who might take it by now or after a step of the queue: the cheap
 * question of the sweep. It does not ask for skills, so what nobody can take yet is tried again twice a second.
 */
export async function mayMatch(sql: Sql): Promise<boolean> {
  const [row] = await sql.prepared<{ due: boolean }>('routing-may-match', mayMatchStatement, []);
  return row?.due ?? false;
}

const mayMatchStatement = `
WITH clock AS MATERIALIZED (SELECT app_now() AS now)
SELECT EXISTS (SELECT 1 FROM conversations c WHERE c.status = 'waiting' AND c.routed_at IS NULL) OR EXISTS (
  SELECT 1 FROM queues q CROSS JOIN clock
  WHERE ${isOpen}
    AND EXISTS (SELECT 1 FROM conversations c WHERE c.queue_id = q.id AND c.status = 'waiting')
    AND EXISTS (
      SELECT 1 FROM (
        SELECT q.id UNION ALL SELECT also.id FROM queues also
        WHERE q.steps <> '[]' AND also.id::text IN (SELECT jsonb_path_query(q.steps, 'lax $[*].addQueues[*]') #>> '{}')) AS served
      JOIN queue_agents qa ON qa.queue_id = served.id
      JOIN agents a ON a.id = qa.agent_id AND a.disabled_at IS NULL
      JOIN agent_presence p ON p.agent_id = a.id AND p.state = 'available' AND p.lease_expires_at > clock.now
      CROSS JOIN LATERAL (SELECT coalesce(sum(h.weight), 0)::int AS units FROM (${heldRows('ARRAY[a.id]')}) AS h) AS held
      WHERE ${claimLimitOf('held.units')} > held.units)
) AS due`;
