import type { LastAgentView, PromiseView } from '../contracts/context.js';
import type { Sql } from '../platform/database/tx.js';
import { utc } from './person.queries.js';
import { promiseJson, toPromiseView } from './promises/promises.queries.js';

const shownAgents = 5;
const shownPromises = 50;

export interface WorkHistory {
  lastAgents: LastAgentView[];
  promises: PromiseView[];
  /** Who held each of the past conversations last. */
  heldBy: Map<string, { id: string; name: string }>;
}

interface WorkRow {
  agents: LastAgentView[] | null;
  promises: PromiseView[] | null;
  held: { conversationId: string; id: string; name: string }[] | null;
}

/** Who worked for these customers, and what they promised. One statement. */
export async function readWork(sql: Sql, customerIds: string[], pastIds: string[]): Promise<WorkHistory> {
  const [row] = await sql.prepared<WorkRow>(
    'context-work',
    `SELECT
       (SELECT jsonb_agg(jsonb_build_object('id', l.agent_id, 'name', l.name, 'at', l.at, 'conversationId', l.conversation_id) ORDER BY l.at DESC)
        FROM (SELECT * FROM (
                SELECT DISTINCT ON (s.agent_id) s.agent_id, g.name, coalesce(s.ended_at, app_now()) AS at, s.conversation_id
                FROM (SELECT id FROM conversations WHERE customer_id = ANY($1) ORDER BY opened_at DESC LIMIT 200) v
                JOIN assignments s ON s.conversation_id = v.id JOIN agents g ON g.id = s.agent_id
                ORDER BY s.agent_id, coalesce(s.ended_at, 'infinity') DESC) each_once
              ORDER BY at DESC LIMIT ${shownAgents}) l) AS agents,
       (SELECT jsonb_agg(one.promise ORDER BY one.due_at, one.made_at, one.id)
        FROM (SELECT p.id, p.due_at, p.made_at, ${promiseJson} AS promise FROM promises p JOIN agents a ON a.id = p.made_by
              WHERE p.customer_id = ANY($1) AND p.kept_at IS NULL AND p.broken_at IS NULL ORDER BY p.due_at, p.made_at, p.id LIMIT ${shownPromises}) one) AS promises,
       (SELECT jsonb_agg(jsonb_build_object('conversationId', h.conversation_id, 'id', h.agent_id, 'name', h.name))
        FROM (SELECT DISTINCT ON (s.conversation_id) s.conversation_id, s.agent_id, g.name
              FROM assignments s JOIN agents g ON g.id = s.agent_id WHERE s.conversation_id = ANY($2)
              ORDER BY s.conversation_id, s.started_at DESC) h) AS held`,
    [customerIds, pastIds],
  );
  return {
    lastAgents: (row?.agents ?? []).map((one) => ({ ...one, at: utc(one.at) })),
    promises: (row?.promises ?? []).map(toPromiseView),
    heldBy: new Map((row?.held ?? []).map(({ conversationId, id, name }) => [conversationId, { id, name }])),
  };
}
