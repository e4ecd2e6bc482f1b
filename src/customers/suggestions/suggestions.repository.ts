import type { SuggestionPart, SuggestionState } from '../../contracts/identity.js';
import type { Scope, Sql, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';

export interface SuggestionRow {
  id: string;
  low_id: string;
  high_id: string;
  score: number;
  state: SuggestionState;
}

/** By so many bits more the evidence has grown: what was dismissed is shown again. */
const GROWN = 1;

export interface Pair {
  one: string;
  other: string;
  score: number;
  parts: SuggestionPart[];
}

/**
 * Keeps a pair in the queue, or what is known of it now. One that a person decided comes back only where the evidence has grown
 * since, also where it was decided about somebody who was merged into one of the two.
 */
export async function keepSuggestion(tx: Tx, { one, other, score, parts }: Pair): Promise<void> {
  const [low, high] = one < other ? [one, other] : [other, one];
  await tx.run(
    `WITH RECURSIVE down AS (
       SELECT id AS root, id FROM customers WHERE id IN ($2, $3)
       UNION ALL SELECT down.root, c.id FROM customers c JOIN down ON c.merged_into = down.id
     )
     INSERT INTO identity_suggestions AS s (id, low_id, high_id, score, parts)
     SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
       SELECT 1 FROM identity_suggestions d JOIN down a ON a.id = d.low_id JOIN down b ON b.id = d.high_id
       WHERE d.state <> 'open' AND a.root <> b.root AND d.score > $4::double precision - ${GROWN})
     ON CONFLICT (low_id, high_id) DO UPDATE
       SET score = excluded.score, parts = excluded.parts, state = 'open', decided_by = NULL, decided_at = NULL, merge_id = NULL
       WHERE s.state <> 'open' OR s.score <> excluded.score`,
    [newId(), low, high, score, JSON.stringify(parts)],
  );
}

/** The same for customers who are new in this very transaction: nobody can have decided anything about them. */
export async function addSuggestions(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await tx.run(
    `INSERT INTO identity_suggestions (id, low_id, high_id, score, parts)
     SELECT p.id, least(p.one, p.other), greatest(p.one, p.other), p.score, p.parts
     FROM jsonb_to_recordset($1::jsonb) AS p(id uuid, one uuid, other uuid, score double precision, parts jsonb) ON CONFLICT DO NOTHING`,
    [JSON.stringify(pairs.map((pair) => ({ ...pair, id: newId() })))],
  );
}

/** Those that nothing speaks for any more leave the queue. */
export async function dropSuggestions(tx: Tx, rootId: string, partnerIds: readonly string[]): Promise<void> {
  if (partnerIds.length === 0) return;
  await tx.run(
    `DELETE FROM identity_suggestions WHERE state = 'open'
       AND ((low_id = $1 AND high_id = ANY($2)) OR (high_id = $1 AND low_id = ANY($2)))`,
    [rootId, partnerIds],
  );
}

/** With whom this customer stands in the queue. */
export async function openPartners(sql: Sql, rootId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT CASE WHEN low_id = $1 THEN high_id ELSE low_id END AS id FROM identity_suggestions
     WHERE (low_id = $1 OR high_id = $1) AND state = 'open' LIMIT 200`,
    [rootId],
  );
  return rows.map((row) => row.id);
}

export async function lockSuggestion(tx: Tx, id: string): Promise<SuggestionRow | undefined> {
  const [row] = await tx.query<SuggestionRow>(
    'SELECT id, low_id, high_id, score, state FROM identity_suggestions WHERE id = $1 FOR UPDATE',
    [id],
  );
  return row;
}

export async function decideSuggestion(
  scope: Scope,
  id: string,
  state: Exclude<SuggestionState, 'open'>,
  mergeId: string | null = null,
): Promise<void> {
  await scope.tx.run(
    'UPDATE identity_suggestions SET state = $2, decided_by = $3, decided_at = app_now(), merge_id = $4 WHERE id = $1',
    [id, state, scope.actor.id, mergeId],
  );
}
