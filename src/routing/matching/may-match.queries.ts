import type { Sql } from '../../platform/database/tx.js';
import { heldRows } from '../work/reserved.queries.js';
import { isOpen } from './desk.queries.js';

/** Whether some queue has both work in line and a member who might take it: the cheap question of the sweep. */
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
      SELECT 1 FROM queue_agents qa
      JOIN agents a ON a.id = qa.agent_id AND a.disabled_at IS NULL
      JOIN agent_presence p ON p.agent_id = a.id AND p.state = 'available' AND p.lease_expires_at > clock.now
      WHERE qa.queue_id = q.id
        AND a.capacity > (SELECT coalesce(sum(h.weight), 0) FROM (${heldRows('ARRAY[a.id]')}) AS h))
) AS due`;
