import { replayOf } from '../../core/matching/explain.js';
import { toldOf } from '../../core/matching/told.js';
import type { WaitingNowView } from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';
import { namesFor } from '../matching/decision-names.queries.js';
import { takeSnapshotOf } from '../matching/take-snapshot.js';
import { blockedLine } from './blocked-line.js';
import { linePlaceOf, lineQueue } from './waiting-line.queries.js';

/** What keeps a conversation waiting at this moment, and why not each who works in its queue; null where it does not wait. */
export async function waitingNow(sql: Sql, conversationId: string): Promise<WaitingNowView | null> {
  const [found] = await sql.query<{ id: string; queueId: string }>(
    `SELECT id, queue_id AS "queueId" FROM conversations WHERE id = $1 AND status = 'waiting'`,
    [conversationId],
  );
  if (!found) return null;
  const queue = await lineQueue(sql, found.queueId);
  const place = queue && (await linePlaceOf(sql, queue.id, found.id));
  const [line] = queue && place ? await blockedLine(sql, queue, [place]) : [];
  // Gone from the line between two statements.
  if (!queue || !line) return null;
  const names = await namesFor(sql, found.id);
  const rows = replayOf(await takeSnapshotOf(sql, [found.id], new Map()), found.id)?.rows ?? [];
  const { position, nextStepAt, blockedBy } = line;
  return {
    at: new Date(queue.now).toISOString(),
    queue: { id: queue.id, name: names.queues[queue.id] ?? '' },
    ...{ position, nextStepAt, blockedBy },
    agents: rows.map((one) => {
      const name = names.agents.get(one.agentId)?.name ?? '';
      return {
        ...{
          id: one.agentId,
          name,
          outcome: one.outcome,
          reason: one.reason,
          score: one.score,
          parts: one.parts && { ...one.parts },
        },
        ...toldOf(one, { agent: name, customer: names.customer, skills: names.skills }),
      };
    }),
  };
}
