import type { ContextCustomerView, NameView, OriginView } from '../contracts/context.js';
import type { IdentityView } from '../contracts/views.js';
import type { IdentityKind } from '../contracts/words.js';
import { evidenceOf } from '../customers/customers.queries.js';
import type { Sql } from '../platform/database/tx.js';

interface PersonRow {
  customer: Omit<ContextCustomerView, 'names' | 'origins'>;
  recordedAt: string;
  origins: Record<string, { source: OriginView['source']; at: string; by?: string }>;
  writers: Record<string, string> | null;
  records: { name: string; at: string }[] | null;
  identities: IdentityView[] | null;
}

export interface Person {
  customer: ContextCustomerView;
  identities: IdentityView[];
}

/** Who it is: the root's record, the names and identities of everybody merged into it. One statement. */
export async function readPerson(sql: Sql, rootId: string, memberIds: string[]): Promise<Person | undefined> {
  const [row] = await sql.prepared<PersonRow>(
    'context-person',
    `SELECT jsonb_build_object(
         'id', c.id, 'name', c.name, 'tier', c.tier, 'locale', c.locale, 'timeZone', c.time_zone, 'attributes', c.attributes,
         'since', (SELECT min(created_at) FROM customers WHERE id = ANY($2)), 'blocked', c.blocked_at IS NOT NULL,
         'accountOwner', CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.name) END) AS customer,
       c.created_at AS "recordedAt", c.origins,
       (SELECT jsonb_object_agg(w.id, w.name) FROM (SELECT id::text, name FROM agents UNION ALL SELECT id::text, name FROM api_keys) w
        WHERE w.id IN (SELECT o.value ->> 'by' FROM jsonb_each(c.origins) o)) AS writers,
       (SELECT jsonb_agg(jsonb_build_object('name', m.name, 'at', m.created_at) ORDER BY (m.id = $1) DESC, m.created_at, m.id)
        FROM customers m WHERE m.id = ANY($2) AND m.name IS NOT NULL) AS records,
       (SELECT jsonb_agg(jsonb_build_object('id', i.id, 'kind', i.kind, 'value', i.value, 'display', i.display, 'level', i.level,
                                            'joins', i.joins, 'evidence', ${evidenceOf}, 'createdAt', i.created_at) ORDER BY i.created_at DESC, i.id DESC)
        FROM (SELECT * FROM identities WHERE customer_id = ANY($2) ORDER BY created_at DESC, id DESC LIMIT 100) i) AS identities
     FROM customers c LEFT JOIN agents a ON a.id = c.account_owner_id WHERE c.id = $1`,
    [rootId, memberIds],
  );
  if (!row) return undefined;
  const identities = (row.identities ?? []).map((one) => ({ ...one, createdAt: utc(one.createdAt) }));
  const records: NameView[] = (row.records ?? []).map(({ name, at }) => ({ name, source: 'record', at: utc(at) }));
  return {
    customer: {
      ...row.customer,
      since: utc(row.customer.since),
      origins: originsOf(row),
      names: distinct([...records, ...identities.flatMap(carriedName)]),
    },
    identities,
  };
}

/** Of every field that is set; what nobody noted was on the record from the start. */
function originsOf({ customer, recordedAt, origins, writers }: PersonRow): Record<string, OriginView> {
  const { name, tier, locale, timeZone, accountOwner, attributes } = customer;
  const set = Object.entries({ name, tier, locale, timeZone, accountOwner }).flatMap(([field, value]) =>
    value === null ? [] : [field],
  );
  const fields = [...set, ...Object.keys(attributes).map((one) => `attributes.${one}`)];
  return Object.fromEntries(
    fields.map((field) => {
      const key = field === 'accountOwner' ? 'accountOwnerId' : field;
      const known = Object.hasOwn(origins, key) ? origins[key] : undefined;
      const by = known?.by ? { id: known.by, name: writers?.[known.by] ?? '' } : null;
      return [field, { source: known?.source ?? 'record', at: utc(known?.at ?? recordedAt), by }];
    }),
  );
}

/** PostgreSQL writes times into JSON with an offset; the surface speaks UTC with a Z. */
export const utc = (time: string): string => new Date(time).toISOString();

const addressKinds: ReadonlySet<IdentityKind> = new Set(['email', 'phone', 'whatsapp', 'visitor']);

/** What an identity shows is a name only where it is not the address itself, written nicely. */
function carriedName({ kind, value, display, createdAt }: IdentityView): NameView[] {
  if (!display || display === value || addressKinds.has(kind) || display.includes('@')) return [];
  return [{ name: display, source: kind, at: createdAt }];
}

function distinct(names: NameView[]): NameView[] {
  const seen = new Set<string>();
  return names.filter(({ name }) => {
    const key = name.trim().toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
