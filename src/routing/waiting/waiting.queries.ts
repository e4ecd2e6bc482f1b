import { fullBecause } from '../../core/capacity/admission.js';
import { loadOf } from '../../core/capacity/weights.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { weightsOf } from '../matching/queue-rules.js';
import { type AgentRoom, readRooms } from '../work/reserved.queries.js';

/** An agent the customer could wait for: their named owner, else whoever served them last. */
export interface PreferredAgent {
  id: string;
  name: string;
  /** False where only a later moment can bring them together. */
  hasRoom: boolean;
}

export interface Waiting {
  preferred: PreferredAgent | null;
  /** Whom they chose to wait for, and until when. */
  waitingFor: { id: string; name: string; until: Date } | null;
}

interface Row {
  id: string;
  queue_id: string;
  owner: string | null;
  last: string | null;
  excluded: string[];
  wait_for: string | null;
  wait_for_name: string | null;
  wait_until: Date | null;
  channel: string;
  weights: unknown;
}

/** Of these conversations those that wait: whom their customers may wait for. An agent of another queue, or gone, is nobody to wait for. */
export async function readWaiting(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, Waiting>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await sql.prepared<Row>(
    'waiting-choices',
    `SELECT v.id, v.queue_id, coalesce(root.account_owner_id, c.account_owner_id) AS owner, v.preferred_agent_id AS last,
            v.excluded_agent_ids AS excluded,
            CASE WHEN v.wait_until > t.now THEN v.wait_for_agent_id END AS wait_for, w.name AS wait_for_name, v.wait_until,
            v.channel, q.weights
     FROM (SELECT app_now() AS now) t, conversations v JOIN customers c ON c.id = v.customer_id
     JOIN queues q ON q.id = v.queue_id LEFT JOIN customers root ON root.id = c.merged_into LEFT JOIN agents w ON w.id = v.wait_for_agent_id
     WHERE v.id = ANY($1::uuid[]) AND v.status = 'waiting'`,
    [conversationIds],
  );
  const known = [...new Set(rows.flatMap(({ owner, last }) => [owner, last]).filter((id) => id !== null))];
  const rooms: Map<string, AgentRoom> = known.length > 0 ? await readRooms(sql, known) : new Map();
  return new Map(
    rows.map((row) => {
      const served = [row.owner, row.last].flatMap((id) => (id && !row.excluded.includes(id) ? (rooms.get(id) ?? []) : []));
      const agent = served.find((one) => one.available && !one.disabled && one.queueIds.includes(row.queue_id));
      return [
        row.id,
        {
          preferred: agent ? { id: agent.id, name: agent.name, hasRoom: hasRoom(agent, row) } : null,
          waitingFor: row.wait_for ? { id: row.wait_for, name: row.wait_for_name ?? '', until: row.wait_until! } : null,
        },
      ];
    }),
  );
}

const hasRoom = (agent: AgentRoom, { channel, weights }: Row): boolean =>
  fullBecause(agent, loadOf(channel, weightsOf(weights) ?? {}), agent.now) === null;

/** Waits that are over: the time is up, the agent takes no new work any more, or somebody has the conversation. */
const over = `c.wait_for_agent_id IS NOT NULL AND c.status <> 'offered' AND (c.status <> 'waiting' OR c.wait_until <= (SELECT app_now())
  OR NOT EXISTS (SELECT 1 FROM agent_presence p JOIN agents a ON a.id = p.agent_id AND a.disabled_at IS NULL
    JOIN queue_agents m ON m.agent_id = p.agent_id AND m.queue_id = c.queue_id
    WHERE p.agent_id = c.wait_for_agent_id AND p.state = 'available' AND p.lease_expires_at > (SELECT app_now())))`;

export const endedWaits = (sql: Sql): Promise<{ id: string }[]> =>
  sql.prepared('waits-ended', `SELECT c.id FROM conversations c WHERE ${over} ORDER BY c.wait_until LIMIT 200`, []);

/** Asked again under the lock; `timedOut` tells why. Undefined: it goes on. */
export async function endedWait(tx: Tx, conversationId: string): Promise<{ timedOut: boolean } | undefined> {
  const [row] = await tx.query<{ timedOut: boolean }>(
    `SELECT c.wait_until <= app_now() AS "timedOut" FROM conversations c WHERE c.id = $1 AND ${over}`,
    [conversationId],
  );
  return row;
}

/** By database time, which is the time it ends by. */
export async function inMs(tx: Tx, ms: number): Promise<Date> {
  return (await tx.query<{ at: Date }>(`SELECT app_now() + $1 * interval '1 ms' AS at`, [ms]))[0]!.at;
}
