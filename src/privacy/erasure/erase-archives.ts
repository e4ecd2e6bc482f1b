import type { Database } from '../../platform/database/database.js';
import type { BlobStore } from '../../platform/storage/blob-store.js';
import { deletePieces } from '../exports/exports.queries.js';

/** Archives that may hold something of theirs: also those of whoever they were one with when it was written. */
export const theirArchives = `customer_id IN (SELECT unnest($1::uuid[]) UNION SELECT into_id FROM customer_merges WHERE from_id = ANY($1::uuid[])
  UNION SELECT from_id FROM customer_merges WHERE into_id = ANY($1::uuid[]))`;

/**
 * Removes the bytes of archives that nobody may fetch any more. A writer that was in the middle of a piece removes it when it
 * finds the row closed; one that died there is cleaned up after when the row expires.
 */
export async function eraseArchives(db: Database, store: BlobStore, memberIds: readonly string[]): Promise<void> {
  const rows = await db.query<{ id: string; parts: number }>(
    `SELECT id, parts FROM customer_exports WHERE ${theirArchives} AND state = 'failed'`,
    [memberIds],
  );
  for (const { id, parts } of rows) await deletePieces(store, id, parts);
}
