import type { WallboardTokenView } from '../../contracts/report-views.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

interface Row extends Omit<WallboardTokenView, 'expiresAt' | 'lastUsedAt' | 'revokedAt' | 'createdAt'> {
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

const select = `
  SELECT w.id, w.name, w.queue_ids AS "queueIds", w.expires_at AS "expiresAt", w.last_used_at AS "lastUsedAt",
    w.revoked_at AS "revokedAt", w.created_at AS "createdAt", jsonb_build_object('id', a.id, 'name', a.name) AS "madeBy"
  FROM wallboard_tokens w JOIN agents a ON a.id = w.made_by`;

/** A supervisor of some queues sees and revokes what shows none but theirs; null sees all. */
const within = (given: string): string => `(${given}::uuid[] IS NULL OR w.queue_ids <@ ${given}::uuid[])`;

/** What a wallboard may show; `worn` where its last use is older than a minute. */
export interface LiveToken {
  id: string;
  name: string;
  queueIds: string[] | null;
  worn: boolean;
}

/** The token with this hash, unless it was revoked or has ended. */
export async function liveToken(sql: Sql, tokenHash: string): Promise<LiveToken | undefined> {
  const [row] = await sql.prepared<LiveToken>(
    'wallboard-token-by-hash',
    `SELECT id, name, queue_ids AS "queueIds", coalesce(last_used_at < app_now() - interval '1 minute', true) AS worn
     FROM wallboard_tokens WHERE token_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > app_now())`,
    [tokenHash],
  );
  return row;
}

export const markUsed = (sql: Sql, id: string): Promise<number> =>
  sql.run('UPDATE wallboard_tokens SET last_used_at = app_now() WHERE id = $1', [id]);

export async function insertToken(
  tx: Tx,
  token: { id: string; name: string; tokenHash: string; queueIds: string[] | null; madeBy: string; expiresAt: Date | null },
): Promise<WallboardTokenView> {
  await tx.run(
    `INSERT INTO wallboard_tokens (id, name, token_hash, queue_ids, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [token.id, token.name, token.tokenHash, token.queueIds, token.madeBy, token.expiresAt],
  );
  return (await findToken(tx, token.id, null))!;
}

export async function findToken(sql: Sql, id: string, given: string[] | null): Promise<WallboardTokenView | undefined> {
  return (await sql.query<Row>(`${select} WHERE w.id::text = $1 AND ${within('$2')}`, [id.toLowerCase(), given])).map(toView)[0];
}

/** The latest first, one more than `limit`. */
export async function listTokens(
  sql: Sql,
  given: string[] | null,
  afterId: string | undefined,
  limit: number,
): Promise<WallboardTokenView[]> {
  const rows = await sql.query<Row>(
    `${select} WHERE ${within('$1')} AND ($2::uuid IS NULL OR w.id < $2) ORDER BY w.id DESC LIMIT $3`,
    [given, afterId ?? null, limit + 1],
  );
  return rows.map(toView);
}

export async function revokeToken(tx: Tx, id: string): Promise<boolean> {
  return (await tx.run('UPDATE wallboard_tokens SET revoked_at = app_now() WHERE id = $1 AND revoked_at IS NULL', [id])) === 1;
}

const toView = (row: Row): WallboardTokenView => ({
  ...row,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
