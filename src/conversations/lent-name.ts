import type { Scope } from '../platform/database/tx.js';

/** Whoever was here without a name goes by the name of the account that they turned out to be. */
export async function lendName(scope: Scope, fromId: string, intoId: string): Promise<void> {
  await scope.tx.run(
    `UPDATE customers i SET name = f.name, origins = i.origins || jsonb_strip_nulls(jsonb_build_object('name', f.origins -> 'name')), version = i.version + 1
     FROM customers f WHERE i.id = $2 AND f.id = $1`,
    [fromId, intoId],
  );
}

/** With the undo of the merge, unless somebody has given them another name since. */
export async function takeNameBack(scope: Scope, mergeId: string): Promise<void> {
  await scope.tx.run(
    `UPDATE customers i SET name = NULL, origins = i.origins - 'name', version = i.version + 1
     FROM customer_merges g JOIN customers f ON f.id = g.from_id
     WHERE g.id = $1 AND (g.before ->> 'lentName')::boolean AND i.id = g.into_id AND i.name = f.name`,
    [mergeId],
  );
}
