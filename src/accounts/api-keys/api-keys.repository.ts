import type { Sql, Tx } from '../../platform/database/tx.js';

export interface ApiKeyRow {
  id: string;
  name: string;
  inbox_ids: string[] | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
  created_at: Date;
}

const columns = 'id, name, inbox_ids, last_used_at, revoked_at, created_at';

/** The key with this hash unless it was revoked; `worn` where its last use is older than a minute. */
export async function keyByHash(sql: Sql, keyHash: string): Promise<(ApiKeyRow & { worn: boolean }) | undefined> {
  const [row] = await sql.prepared<ApiKeyRow & { worn: boolean }>(
    'api-key-by-hash',
    `SELECT ${columns}, coalesce(last_used_at < app_now() - interval '1 minute', true) AS worn
     FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL`,
    [keyHash],
  );
  return row;
}

export async function markUsed(sql: Sql, id: string): Promise<void> {
  await sql.run('UPDATE api_keys SET last_used_at = app_now() WHERE id = $1', [id]);
}

export async function findKey(sql: Sql, id: string): Promise<ApiKeyRow | undefined> {
  const [row] = await sql.query<ApiKeyRow>(`SELECT ${columns} FROM api_keys WHERE id = $1`, [id]);
  return row;
}

/** Newest last; one more than `limit`, to know whether there is a next page. */
export function listKeys(sql: Sql, afterId: string | undefined, limit: number): Promise<ApiKeyRow[]> {
  return sql.query<ApiKeyRow>(`SELECT ${columns} FROM api_keys WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`, [
    afterId ?? null,
    limit + 1,
  ]);
}

export async function insertKey(
  tx: Tx,
  key: { id: string; name: string; keyHash: string; inboxIds: string[] | null },
): Promise<ApiKeyRow> {
  const [row] = await tx.query<ApiKeyRow>(
    `INSERT INTO api_keys (id, name, key_hash, inbox_ids) VALUES ($1, $2, $3, $4) RETURNING ${columns}`,
    [key.id, key.name, key.keyHash, key.inboxIds],
  );
  return row!;
}

/** Undefined where there is no such key or it was revoked before. */
export async function changeKey(
  tx: Tx,
  id: string,
  change: { name?: string; inboxIds?: string[] | null },
): Promise<ApiKeyRow | undefined> {
  const [row] = await tx.query<ApiKeyRow>(
    `UPDATE api_keys SET name = coalesce($2, name), inbox_ids = CASE WHEN $3 THEN $4::uuid[] ELSE inbox_ids END
     WHERE id = $1 AND revoked_at IS NULL RETURNING ${columns}`,
    [id, change.name ?? null, change.inboxIds !== undefined, change.inboxIds ?? null],
  );
  return row;
}

export async function revokeKey(tx: Tx, id: string): Promise<boolean> {
  return (await tx.run('UPDATE api_keys SET revoked_at = app_now() WHERE id = $1 AND revoked_at IS NULL', [id])) === 1;
}
