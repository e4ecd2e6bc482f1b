import type { ErasureView } from '../../contracts/privacy.js';
import type { Sql } from '../../platform/database/tx.js';
import { sha256 } from '../../platform/secrets/secrets.js';
import { unerased } from './erase-messages.js';
import { theirFiles } from './erase-files.js';
import { eraseSteps } from './erase-steps.js';

export interface ErasureRow {
  id: string;
  customer_id: string;
  member_ids: string[];
  reason: string;
  state: 'running' | 'done';
  stage: number;
  counts: Record<string, number>;
  ids_sha256: string;
  requested_by_type: string;
  requested_by_id: string | null;
  created_at: Date;
  finished_at: Date | null;
}

export async function erasureView(sql: Sql, by: { id: string } | { customerId: string }): Promise<ErasureView | undefined> {
  const [row] = await sql.query<ErasureRow>(
    'id' in by
      ? 'SELECT * FROM erasures WHERE id = $1'
      : 'SELECT * FROM erasures WHERE $1 = ANY(member_ids) ORDER BY created_at LIMIT 1',
    ['id' in by ? by.id : by.customerId],
  );
  return (
    row && {
      id: row.id,
      customerId: row.customer_id,
      memberIds: row.member_ids,
      state: row.state,
      reason: row.reason,
      counts: row.counts,
      idsSha256: row.ids_sha256,
      requestedBy: { type: row.requested_by_type, id: row.requested_by_id },
      createdAt: row.created_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
    }
  );
}

/** What would go, by kind; nothing is changed. */
export async function previewErasure(sql: Sql, memberIds: string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const count = async (name: string, statement: string): Promise<void> => {
    const [row] = await sql.query<{ n: string }>(statement, [memberIds]);
    if (Number(row!.n) > 0) counts[name] = Number(row!.n);
  };
  await count('messages', `SELECT count(*) AS n FROM messages WHERE ${unerased}`);
  await count('attachments', `SELECT count(*) AS n FROM attachments a WHERE ${theirFiles}`);
  for (const { name, preview } of eraseSteps) await count(name, preview);
  return counts;
}

/** The list itself is nowhere kept; whoever has it can show that it is this one. */
export async function hashOfMessageIds(sql: Sql, memberIds: string[]): Promise<string> {
  const [row] = await sql.query<{ ids: string | null }>(
    `SELECT string_agg(id::text, E'\\n' ORDER BY id) AS ids FROM messages WHERE customer_id = ANY($1::uuid[])`,
    [memberIds],
  );
  return sha256(row?.ids ?? '');
}
