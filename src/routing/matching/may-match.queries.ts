import type { Sql } from '../../platform/database/tx.js';
import { claimLimitOf, heldRows } from '../work/reserved.queries.js';
import { hasLine, isOpen, servedBy } from './desk.queries.js';

/**
 * Whether some queue has both work in line and somebody who might take it by now or after a step of the queue: the cheap
 * question of the sweep. It does not ask for skills, so what nobody can take yet is tried again twice a second.
 */
export async function mayMatch(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ due: boolean }>(mayMatchStatement);
  return row?.due ?? false;
}

// What is held is added up once and who waits is found by the order of the line; planned afresh each time, as the desk is.
const mayMatchStatement = `
WITH clock AS MATERIALIZED (SELECT app_now() AS now),
due AS MATERIALIZED (SELECT q.id, q.steps FROM queues q CROSS JOIN clock WHERE ${isOpen} AND ${hasLine}),
served AS MATERIALIZED (${servedBy('due')}),
held AS MATERIALIZED (SELECT h.agent_id, sum(h.weight)::int AS units FROM (${heldRows()}) AS h GROUP BY h.agent_id)
SELECT EXISTS (SELECT 1 FROM conversations c WHERE c.status = 'waiting' AND c.routed_at IS NULL) OR (
  EXISTS (SELECT 1 FROM due) AND EXISTS (
    SELECT 1 FROM agents a CROSS JOIN clock
    JOIN agent_presence p ON p.agent_id = a.id AND p.state = 'available' AND p.lease_expires_at > clock.now
    LEFT JOIN held ON held.agent_id = a.id
    WHERE a.disabled_at IS NULL AND a.id IN (SELECT qa.agent_id FROM queue_agents qa WHERE qa.queue_id IN (SELECT id FROM served))
      AND ${claimLimitOf('coalesce(held.units, 0)')} > coalesce(held.units, 0))
) AS due`;
