import type { ExportState, ExportView } from '../../contracts/privacy.js';
import type { Sql } from '../../platform/database/tx.js';
import type { BlobStore } from '../../platform/storage/blob-store.js';
import type { SignedLinks } from '../../platform/storage/signed-links.js';
import { exportSets } from './export-sets.js';

export interface ExportFile {
  name: string;
  set: string;
  count: number;
  bytes: number;
  sha256: string;
}

export interface ExportRow {
  id: string;
  customer_id: string;
  state: ExportState;
  stage: number;
  after_id: string | null;
  parts: number;
  files: ExportFile[];
  counts: Record<string, number>;
  size_bytes: string | null;
  sha256: string | null;
  created_at: Date;
  finished_at: Date | null;
  expires_at: Date | null;
}

/** Where one piece of an archive lies. */
export const partKey = (id: string, part: number): string => `exports/${id}/${String(part).padStart(6, '0')}`;

/** One more than are known of: a piece may have been written whose row was never told. */
export async function deletePieces(store: BlobStore, id: string, parts: number): Promise<void> {
  for (let part = 0; part <= parts; part++) await store.delete(partKey(id, part));
}

export const archivePath = (id: string): string => `/v1/exports/${id}/archive`;

export async function exportRow(sql: Sql, id: string): Promise<ExportRow | undefined> {
  const [row] = await sql.query<ExportRow>('SELECT * FROM customer_exports WHERE id = $1', [id]);
  return row;
}

/** One that may be fetched now. The lock waits for an erasure that is about to be committed, and sees it. */
export async function archiveRow(sql: Sql, id: string): Promise<ExportRow | undefined> {
  const [row] = await sql.query<ExportRow>(
    `SELECT e.* FROM customer_exports e JOIN customers c ON c.id = e.customer_id
     WHERE e.id = $1 AND e.state = 'done' AND e.expires_at > app_now() AND c.erased_at IS NULL FOR KEY SHARE OF c`,
    [id],
  );
  return row;
}

export function exportView(row: ExportRow, links: SignedLinks): ExportView {
  return {
    id: row.id,
    customerId: row.customer_id,
    state: row.state,
    // The rows, the files, and the manifest.
    progress: row.state === 'done' || row.state === 'expired' ? 1 : Math.min(0.99, row.stage / (exportSets.length + 2)),
    counts: row.counts,
    sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    sha256: row.sha256,
    url: row.state === 'done' ? links.sign(archivePath(row.id)) : null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
