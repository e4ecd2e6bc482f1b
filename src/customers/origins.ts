import type { IdentityKind } from '../contracts/words.js';
import type { Actor } from '../platform/database/tx.js';

/** By what a field of a customer's record became known: with a key they wrote by, from a table, from a colleague or another system. */
export type OriginSource = IdentityKind | 'import' | 'agent' | 'integration';

/** What a statement is given for `withOrigins`: the same origin for each of these fields. */
export const originsOf = (fields: readonly string[], source: OriginSource, actor?: Actor): string =>
  JSON.stringify(Object.fromEntries(fields.map((field) => [field, { source, ...(actor?.id ? { by: actor.id } : {}) }])));

/** SQL: the column with the origins of a parameter put over it, as of now. */
export const withOrigins = (parameter: `$${number}`, column = 'origins'): string =>
  `${column} || (SELECT coalesce(jsonb_object_agg(o.key, o.value || jsonb_build_object('at', app_now())), '{}') FROM jsonb_each(${parameter}::jsonb) o)`;
