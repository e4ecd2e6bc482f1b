import type { PanelContentView, PanelFault, PanelView } from '../../contracts/panels.js';
import type { IdentityKind } from '../../contracts/words.js';
import { sha256 } from '../../platform/secrets/secrets.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import type { PanelContent } from './read-answer.js';

interface PanelRow extends Omit<PanelView, 'createdAt'> {
  createdAt: Date;
  secretSealed: Buffer;
}

const columns = `p.id, p.key, p.name, p.url, p.secret_sealed AS "secretSealed", p.timeout_ms AS "timeoutMs", p.cache_ms AS "cacheMs",
  p.identity_kinds AS "identityKinds", p.signs_answers AS "signsAnswers", p.enabled, p.version, p.created_at AS "createdAt"`;

export const panelView = ({ secretSealed: _secret, createdAt, ...row }: PanelRow): PanelView => ({
  ...row,
  createdAt: createdAt.toISOString(),
});

/** All of them in the order they were added; there are at most twenty. */
export const listPanels = (sql: Sql): Promise<PanelRow[]> => sql.query(`SELECT ${columns} FROM panels p ORDER BY p.id`);

export async function findPanel(sql: Sql, id: string): Promise<PanelRow | undefined> {
  return (await sql.query<PanelRow>(`SELECT ${columns} FROM panels p WHERE p.id = $1`, [id]))[0];
}

export async function lockPanel(tx: Tx, id: string): Promise<PanelRow | undefined> {
  return (await tx.query<PanelRow>(`SELECT ${columns} FROM panels p WHERE p.id = $1 FOR UPDATE`, [id]))[0];
}

/** Writes a new one, or the next version of one that was locked; what the old version said is forgotten. */
export async function writePanel(tx: Tx, one: Omit<PanelRow, 'version' | 'createdAt'>): Promise<PanelRow> {
  await tx.run('DELETE FROM panel_answers WHERE panel_id = $1', [one.id]);
  const rows = await tx.query<PanelRow>(
    `INSERT INTO panels AS p (id, key, name, url, secret_sealed, timeout_ms, cache_ms, identity_kinds, signs_answers, enabled)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (id) DO UPDATE SET key = $2, name = $3, url = $4, secret_sealed = $5, timeout_ms = $6, cache_ms = $7,
       identity_kinds = $8, signs_answers = $9, enabled = $10, version = p.version + 1
     RETURNING ${columns}`,
    [
      ...[one.id, one.key, one.name, one.url, one.secretSealed, one.timeoutMs, one.cacheMs],
      ...[one.identityKinds, one.signsAnswers, one.enabled],
    ],
  );
  return rows[0]!;
}

/** A panel in force with what it last said of a customer. */
export interface KnownAnswer extends Omit<PanelRow, 'createdAt' | 'enabled'> {
  told: string | null;
  content: PanelContent | null;
  asOf: Date | null;
  ageMs: number | null;
  /** How long ago it was last asked. */
  triedMsAgo: number | null;
  fault: PanelFault | null;
}

const saidColumns = `a.told, a.content, a.as_of AS "asOf", a.fault,
  (extract(epoch FROM app_now() - a.as_of) * 1000)::float8 AS "ageMs",
  (extract(epoch FROM app_now() - a.tried_at) * 1000)::float8 AS "triedMsAgo"`;
/** Keys that several people use prove nobody. `i` are identities. */
const proves = `i.level = 'verified' AND NOT EXISTS (SELECT 1 FROM shared_keys k WHERE k.kind = i.kind AND k.value = i.value)`;

/** The customer `$1` did not refuse that their data is used to serve them. */
const mayServe = `(SELECT coalesce(consent_of($1::uuid, 'service'), true))`;

/** A panel in force with what it last said of the customer `rootId`; none or one. */
export const knownAnswers = (sql: Sql, rootId: string, key: string): Promise<KnownAnswer[]> =>
  sql.prepared<KnownAnswer>(
    'panels-known',
    `SELECT ${columns}, ${saidColumns}
     FROM panels p LEFT JOIN panel_answers a ON a.panel_id = p.id AND a.customer_id = $1
     WHERE p.enabled AND p.key = $2`,
    [rootId, key],
  );

/**
 * All panels in force with what they last said of `rootId`, and as whom they may know the people who make them up; one statement.
 * None where the customer refused it, whatever is still on its way.
 */
export const panelsBeside = (
  sql: Sql,
  rootId: string,
  memberIds: readonly string[],
): Promise<(KnownAnswer & Pick<Subject, 'identities'>)[]> =>
  sql.prepared(
    'panels-beside',
    `SELECT ${columns}, ${saidColumns}, coalesce(proved.identities, '[]') AS identities
     FROM panels p LEFT JOIN panel_answers a ON a.panel_id = p.id AND a.customer_id = $1,
       (SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'level', i.level)) AS identities
        FROM identities i WHERE i.customer_id = ANY($2::uuid[]) AND ${proves}) proved
     WHERE p.enabled AND ${mayServe} ORDER BY p.id`,
    [rootId, memberIds],
  );

export interface ToldIdentity {
  kind: IdentityKind;
  value: string;
}

/** What a panel may be told of these identities: those that are proved, of the kinds it is allowed. */
export function toldIdentities(
  { identityKinds }: Pick<PanelView, 'identityKinds'>,
  identities: readonly (ToldIdentity & { level: string })[],
): ToldIdentity[] {
  return identities
    .filter(({ kind, level }) => level === 'verified' && identityKinds.includes(kind))
    .map(({ kind, value }) => ({ kind, value }))
    .sort((a, b) => (`${a.kind} ${a.value}` < `${b.kind} ${b.value}` ? -1 : 1));
}

export const digestOf = (told: readonly ToldIdentity[]): string => sha256(JSON.stringify(told));

/** What is shown of an answer to somebody who is `told` now: one given about other identities is not shown. */
export function contentView(known: KnownAnswer, told: string): PanelContentView {
  const ours = known.told === told;
  const content = ours ? known.content : null;
  const fault = ours ? known.fault : null;
  const isFresh = content !== null && fault === null && (known.ageMs ?? 0) <= known.cacheMs;
  return {
    key: known.key,
    name: known.name,
    state: content ? (isFresh ? 'fresh' : 'stale') : fault ? 'unavailable' : 'unread',
    asOf: content ? known.asOf!.toISOString() : null,
    ageMs: content ? Math.max(0, Math.round(known.ageMs ?? 0)) : null,
    title: content?.title ?? null,
    sections: content?.sections ?? [],
    facts: content?.facts ?? [],
    fault,
  };
}

/** Keeps an answer, unless the panel was changed while it was asked. */
export async function keepAnswer(sql: Sql, panel: Asked, customerId: string, content: PanelContent): Promise<void> {
  await sql.run(
    `INSERT INTO panel_answers (panel_id, customer_id, told, content, as_of, tried_at)
     SELECT id, $3, $4, $5, app_now(), app_now() FROM panels WHERE id = $1 AND version = $2 AND ${mayKeep}
     ON CONFLICT (panel_id, customer_id) DO UPDATE SET told = $4, content = $5, as_of = excluded.as_of, tried_at = excluded.tried_at, fault = NULL`,
    [panel.id, panel.version, customerId, panel.told, JSON.stringify(content)],
  );
}

/** Keeps that it was asked in vain; what it said before about the same identities stays. */
export async function keepFault(sql: Sql, panel: Asked, customerId: string, fault: PanelFault): Promise<void> {
  await sql.run(
    `INSERT INTO panel_answers AS a (panel_id, customer_id, told, tried_at, fault)
     SELECT id, $3, $4, app_now(), $5 FROM panels WHERE id = $1 AND version = $2 AND ${mayKeep}
     ON CONFLICT (panel_id, customer_id) DO UPDATE SET told = $4, tried_at = excluded.tried_at, fault = $5,
       content = CASE WHEN a.told = $4 THEN a.content END, as_of = CASE WHEN a.told = $4 THEN a.as_of END`,
    [panel.id, panel.version, customerId, panel.told, fault],
  );
}

/** While the panel thought about it the customer `$3` neither refused it nor was erased. */
const mayKeep = `coalesce(consent_of($3::uuid, 'service'), true) AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = $3 AND c.erased_at IS NOT NULL)`;

export const forgetAnswers = (tx: Tx, customerIds: readonly string[]): Promise<number> =>
  tx.run('DELETE FROM panel_answers WHERE customer_id = ANY($1::uuid[])', [customerIds]);

export interface Asked {
  id: string;
  version: number;
  told: string;
}

export interface Subject {
  customerId: string;
  locale: string | null;
  identities: (ToldIdentity & { level: string })[];
}

/** Whom a conversation is with, at the root of their merges. Keys that several people use prove nobody. */
export async function subjectOf(sql: Sql, conversationId: string): Promise<Subject | undefined> {
  const [row] = await sql.prepared<Subject>(
    'panels-subject',
    `WITH RECURSIVE up AS (
       SELECT c.id, c.merged_into, v.language FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = $1
       UNION ALL SELECT c.id, c.merged_into, up.language FROM customers c JOIN up ON c.id = up.merged_into
     ), members AS (
       SELECT id FROM up WHERE merged_into IS NULL
       UNION ALL SELECT c.id FROM customers c JOIN members ON c.merged_into = members.id
     )
     SELECT c.id AS "customerId", coalesce(c.locale, up.language) AS locale,
       coalesce((SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'level', i.level))
         FROM identities i JOIN members m ON m.id = i.customer_id WHERE ${proves}), '[]') AS identities
     FROM up JOIN customers c ON c.id = up.id WHERE up.merged_into IS NULL`,
    [conversationId],
  );
  return row;
}
