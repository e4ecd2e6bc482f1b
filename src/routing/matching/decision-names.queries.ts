import type { Sql } from '../../platform/database/tx.js';

/** Names as they are now: a record keeps ids. */
export interface DecisionNames {
  agents: Map<string, { name: string; createdAt: Date; disabledAt: Date | null }>;
  skills: Record<string, string>;
  queues: Record<string, string>;
  /** Null where nobody knows it. */
  customer: string | null;
}

export async function namesFor(sql: Sql, conversationId: string): Promise<DecisionNames> {
  const agents = await sql.query<{ id: string; name: string; created_at: Date; disabled_at: Date | null }>(
    'SELECT id, name, created_at, disabled_at FROM agents',
  );
  const [row] = await sql.query<{
    customer: string | null;
    skills: Record<string, string> | null;
    queues: Record<string, string> | null;
  }>(
    `SELECT (SELECT jsonb_object_agg(key, name) FROM skills) AS skills, (SELECT jsonb_object_agg(id, name) FROM queues) AS queues,
            coalesce(root.name, c.name) AS customer
     FROM conversations v JOIN customers c ON c.id = v.customer_id LEFT JOIN customers root ON root.id = c.merged_into WHERE v.id = $1`,
    [conversationId],
  );
  return {
    agents: new Map(agents.map((one) => [one.id, { name: one.name, createdAt: one.created_at, disabledAt: one.disabled_at }])),
    skills: row?.skills ?? {},
    queues: row?.queues ?? {},
    customer: row?.customer ?? null,
  };
}
