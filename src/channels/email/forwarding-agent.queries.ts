import type { Sql } from '../../platform/database/tx.js';

/** The agent who writes from this address, where one does. */
export async function agentByAddress(sql: Sql, address: string): Promise<{ agentId: string; name: string } | undefined> {
  const [agent] = await sql.query<{ id: string; name: string }>(
    'SELECT id, name FROM agents WHERE lower(email) = $1 AND disabled_at IS NULL',
    [address],
  );
  return agent && { agentId: agent.id, name: agent.name };
}
