import type { Tx } from '../../platform/database/tx.js';
import { dropDocuments } from './search-documents.repository.js';
import { lockProgress } from './search-progress.repository.js';

const CHUNK = 1_000;

/**
 * Takes customers, their messages and their facts out of the index, in the transaction that erases them: nothing of theirs is
 * found once it commits, and words that nobody else used are forgotten. Waits for the index's writer, which reads them as
 * erased afterwards. Merged customers are to be named one by one.
 */
export async function forgetSearch(tx: Tx, customerIds: readonly string[]): Promise<void> {
  await lockProgress(tx);
  for (;;) {
    const rows = await tx.query<{ id: string }>(`SELECT id FROM search_documents WHERE customer_id = ANY($1) LIMIT ${CHUNK}`, [
      customerIds,
    ]);
    await dropDocuments(
      tx,
      rows.map((row) => row.id),
    );
    if (rows.length < CHUNK) return;
  }
}

/** The same for single messages and facts that are deleted. */
export async function forgetFound(tx: Tx, ids: readonly string[]): Promise<void> {
  await lockProgress(tx);
  for (let at = 0; at < ids.length; at += CHUNK) await dropDocuments(tx, ids.slice(at, at + CHUNK));
}
