import type { Database } from '../../platform/database/database.js';
import type { BlobStore } from '../../platform/storage/blob-store.js';

interface FileRow {
  id: string;
  message_id: string | null;
  storage_key: string | null;
  thumbnail_key: string | null;
}

/** Files of their messages, and what they uploaded and never sent. `a` are attachments, `$1` the customers. */
export const theirFiles = `(a.message_id IN (SELECT id FROM messages WHERE customer_id = ANY($1::uuid[])) OR (a.message_id IS NULL
  AND a.uploaded_by_type = 'customer' AND a.uploaded_by_id IN (SELECT id FROM identities WHERE customer_id = ANY($1::uuid[]))))`;

/**
 * Removes the next files of these messages, the bytes first and the row last: whatever is interrupted is found again. Bytes that
 * a file of somebody else shares stay with that one. Throws StorageAway where the store is.
 */
export async function eraseFiles(
  db: Database,
  store: BlobStore,
  where: string,
  values: unknown[],
  atOnce: number,
): Promise<number> {
  // From here on nobody's upload points at their bytes.
  const rows = await db.query<FileRow>(
    `UPDATE attachments SET state = 'failed', due_at = NULL, source_sealed = NULL WHERE id IN (
       SELECT a.id FROM attachments a WHERE ${where} ORDER BY a.id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)
     RETURNING id, message_id, storage_key, thumbnail_key`,
    values,
  );
  for (const { id, message_id, storage_key, thumbnail_key } of rows) {
    const held =
      storage_key &&
      (await db.query(
        `SELECT 1 FROM attachments WHERE storage_key = $1 AND id <> $2 AND state IN ('pending', 'stored') LIMIT 1`,
        [storage_key, id],
      ));
    if (storage_key && held && held.length === 0) {
      await store.delete(storage_key);
      if (thumbnail_key) await store.delete(thumbnail_key);
    }
    if (message_id) await db.run('UPDATE messages SET attachments = NULL WHERE id = $1', [message_id]);
    await db.run('DELETE FROM attachments WHERE id = $1', [id]);
  }
  return rows.length;
}
