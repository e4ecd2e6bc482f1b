import type { MergePreviewView } from '../../contracts/identity.js';
import type { Sql } from '../../platform/database/tx.js';
import { lookAtSharedWork } from './lent.repository.js';
import { planHandings } from './one-owner-plan.js';
import { readRooms } from './reserved.queries.js';

/** What the rule of one owner would do with the open conversations of these, as things stand now. A look, never a lock. */
export async function mergePreview(sql: Sql, memberIds: readonly string[]): Promise<MergePreviewView> {
  const work = await lookAtSharedWork(sql, memberIds);
  const held = work.filter((row) => row.assignee_id !== null);
  const { handings } = await planHandings(sql, held, (ids) => readRooms(sql, ids));
  const then = new Map(handings.map(({ row, to }) => [row.id, to]));
  const agentIds = [...new Set([...held.map((row) => row.assignee_id!), ...then.values()])];
  const agents = await sql.query<{ id: string; name: string }>('SELECT id, name FROM agents WHERE id = ANY($1::uuid[])', [
    agentIds,
  ]);
  const customers = await sql.query<{ id: string; name: string | null }>(
    'SELECT id, name FROM customers WHERE id = ANY($1::uuid[])',
    [[...new Set(work.map((row) => row.customer_id))]],
  );
  const agentOf = (id: string | null) => agents.find((one) => one.id === id) ?? null;
  return {
    conversations: work.map((row) => ({
      id: row.id,
      customer: customers.find((one) => one.id === row.customer_id) ?? { id: row.customer_id, name: null },
      agent: agentOf(row.assignee_id),
      agentThen: agentOf(then.get(row.id) ?? row.assignee_id),
    })),
  };
}
