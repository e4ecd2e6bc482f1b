import type { PersonRecord } from '../../core/identity/person.js';
import { anyOf, type Sql } from '../../platform/database/tx.js';
import { sharedKey } from './shared-keys.repository.js';

interface Row {
  id: string;
  name: string | null;
  city: string | null;
  birth_date: string | null;
  keys: { kind: string; value: string; shared: boolean }[] | null;
  facts: { kind: string; value: string }[] | null;
  devices: string[];
}

export interface KnownPerson {
  id: string;
  record: PersonRecord;
}

/** The most keys and facts of one customer that are looked at. */
const MOST = 40;

// Their keys are found by customer; `|| ''` keeps the planner from reading all keys of a kind for each of them.
const select = (members: string): string => `
  SELECT g.id, (array_agg(c.name ORDER BY c.id = g.id DESC, c.id) FILTER (WHERE c.name IS NOT NULL))[1] AS name,
    (array_agg(c.attributes ->> 'city' ORDER BY c.id = g.id DESC, c.id) FILTER (WHERE c.attributes ->> 'city' IS NOT NULL))[1] AS city,
    (array_agg(c.attributes ->> 'birthDate' ORDER BY c.id = g.id DESC, c.id) FILTER (WHERE c.attributes ->> 'birthDate' IS NOT NULL))[1] AS birth_date,
    (SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'shared', ${sharedKey('i')}))
     FROM (SELECT kind, value FROM identities WHERE customer_id = ANY(array_agg(c.id)) AND kind || '' IN ('email', 'phone', 'whatsapp')
           ORDER BY created_at DESC LIMIT ${MOST}) AS i) AS keys,
    (SELECT jsonb_agg(jsonb_build_object('kind', f.kind, 'value', left(f.value, 200)))
     FROM (SELECT kind, value FROM facts WHERE customer_id = ANY(array_agg(c.id)) AND superseded_at IS NULL
             AND kind IN ('email', 'phone', 'city', 'birth_date') ORDER BY at DESC LIMIT ${MOST}) AS f) AS facts,
    ARRAY(SELECT DISTINCT device FROM customer_devices WHERE customer_id = ANY(array_agg(c.id)) LIMIT ${MOST}) AS devices
  FROM (${members}) AS g JOIN customers c ON c.id = g.member GROUP BY g.id`;

const alone = `SELECT unnest($1::uuid[]) AS id, unnest($1::uuid[]) AS member`;
const withMembers = `
  WITH RECURSIVE down AS (
    SELECT id, id AS member FROM customers WHERE id = ${anyOf('$1')}
    UNION ALL SELECT down.id, c.id FROM customers c JOIN down ON c.merged_into = down.member
  ) SELECT id, member FROM down`;

/** What each of these customers is known by on their own, whatever they are merged with. */
export async function peopleAlone(sql: Sql, ids: readonly string[]): Promise<KnownPerson[]> {
  return (await sql.prepared<Row>('people-alone', select(alone), [ids])).map(toPerson);
}

/** What these roots are known by, with all that were merged into them. */
export async function wholePeople(sql: Sql, rootIds: readonly string[]): Promise<KnownPerson[]> {
  return (await sql.prepared<Row>('whole-people', select(withMembers), [rootIds])).map(toPerson);
}

function toPerson(row: Row): KnownPerson {
  const facts = row.facts ?? [];
  const told = (kind: string): string[] => facts.flatMap((fact) => (fact.kind === kind ? [fact.value] : []));
  const held = (kinds: string[]): { value: string; shared: boolean }[] =>
    (row.keys ?? []).flatMap(({ kind, value, shared }) => (kinds.includes(kind) ? [{ value, shared }] : []));
  const typed = (kind: string): { value: string; shared: boolean }[] => told(kind).map((value) => ({ value, shared: false }));
  const record: PersonRecord = {
    name: row.name,
    emails: [...held(['email']), ...typed('email')],
    phones: [...held(['phone', 'whatsapp']), ...typed('phone')],
    city: row.city ?? told('city')[0] ?? null,
    birthDate: row.birth_date ?? told('birth_date')[0] ?? null,
    devices: row.devices,
  };
  return { id: row.id, record };
}
