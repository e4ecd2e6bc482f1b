import type { WallboardQueueView } from '../../contracts/report-views.js';
import type { QueueAgentView, QueueLiveView } from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';
import { queueLiveViews } from '../../routing/queues/queues-live.queries.js';

/** Figures for a screen that anybody may walk past: numbers and names of queues, nobody's name and nobody's words. */
export async function wallboardQueues(sql: Sql, queueIds: string[] | null): Promise<WallboardQueueView[]> {
  const rows = await sql.query<{ id: string; abandoned: number }>(
    `SELECT q.id, coalesce(gone.count, 0) AS abandoned FROM queues q
     LEFT JOIN (SELECT e.queue_id, count(*)::int AS count FROM conversation_events e
       WHERE e.at > app_now() - interval '1 hour' AND e.type = 'closed' AND e.data ->> 'outcome' = 'abandoned'
       GROUP BY e.queue_id) AS gone ON gone.queue_id = q.id
     WHERE $1::uuid[] IS NULL OR q.id = ANY($1) ORDER BY q.priority DESC, q.key`,
    [queueIds],
  );
  const abandoned = new Map(rows.map((row) => [row.id, row.abandoned]));
  const views = await queueLiveViews(
    sql,
    rows.map((row) => row.id),
  );
  return views.map((live) => toView(live, abandoned.get(live.queueId) ?? 0));
}

/** Field by field: what the live view of a queue gains later stays off the wall until somebody puts it here. */
function toView(live: QueueLiveView, abandoned: number): WallboardQueueView {
  const { queueId, name, waiting, offered, assigned, oldestWaitingMs, nearestDeadlineAt, serviceLevel, expectedWait } = live;
  return {
    ...{ queueId, name, waiting, offered, assigned, oldestWaitingMs, nearestDeadlineAt, serviceLevel, expectedWait, abandoned },
    ...{ paused: live.paused !== null, open: live.open, opensAt: live.opensAt },
    agents: countsOf(live.agents),
  };
}

function countsOf(agents: readonly QueueAgentView[]): WallboardQueueView['agents'] {
  const of = (state: QueueAgentView['state']): number => agents.filter((agent) => agent.state === state).length;
  const free = agents.filter(
    (agent) => agent.state === 'available' && agent.reserved < agent.capacity - agent.returnReserve,
  ).length;
  return { available: of('available'), free, finishing: of('finishing'), away: of('away') };
}
