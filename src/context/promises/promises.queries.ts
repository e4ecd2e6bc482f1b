import type { PromiseState, PromiseView } from '../../contracts/promises.js';
import { lockCustomer, membersOf, rootOf } from '../../customers/customers.repository.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { utc } from '../person.queries.js';

/** The reminder comes this long before, and never earlier than half way from the promise to its moment. */
export const REMIND_BEFORE = `interval '15 minutes'`;

/** When a promise `p` becomes due; null without a day. */
export const dueFrom = `(p.due_at - greatest(interval '0', least(${REMIND_BEFORE}, (p.due_at - p.made_at) / 2)))`;

/** The state of a promise `p` now. */
export const stateOf = `CASE WHEN p.kept_at IS NOT NULL THEN 'kept' WHEN p.broken_at IS NOT NULL THEN 'broken'
  WHEN p.due_at IS NULL OR ${dueFrom} > app_now() THEN 'open' WHEN p.due_at > app_now() THEN 'due' ELSE 'overdue' END`;

/** A promise as JSON, over `promises p` joined with `agents a`. */
export const promiseJson = `jsonb_build_object('id', p.id, 'customerId', p.customer_id, 'conversationId', p.conversation_id, 'text', p.text,
  'state', ${stateOf}, 'dueAt', p.due_at, 'zone', p.zone, 'madeBy', jsonb_build_object('id', a.id, 'name', a.name), 'madeAt', p.made_at,
  'keptAt', p.kept_at, 'brokenAt', p.broken_at, 'brokenReason', p.broken_reason, 'sourceMessageId', p.source_message_id)`;

/** Times as the surface writes them: JSON from PostgreSQL has another spelling. */
export const toPromiseView = (one: PromiseView): PromiseView => ({
  ...one,
  dueAt: one.dueAt && utc(one.dueAt),
  madeAt: utc(one.madeAt),
  keptAt: one.keptAt && utc(one.keptAt),
  brokenAt: one.brokenAt && utc(one.brokenAt),
});

export async function promiseView(sql: Sql, id: string): Promise<PromiseView | undefined> {
  const [row] = await sql.query<{ promise: PromiseView }>(
    `SELECT ${promiseJson} AS promise FROM promises p JOIN agents a ON a.id = p.made_by WHERE p.id = $1`,
    [id],
  );
  return row && toPromiseView(row.promise);
}

/** As it stands, under the lock of its customer. @throws Refusal `not_found`, `customer_erased` */
export async function lockPromise(tx: Tx, id: string): Promise<PromiseView> {
  const found = await promiseView(tx, id);
  if (!found) throw notFound('promise');
  await lockCustomer(tx, found.customerId);
  return (await promiseView(tx, id))!;
}

export interface PromiseFilter {
  state?: PromiseState;
  agentId?: string;
  customerId?: string;
  /** A page goes on after this one: its due time (empty: without a day) and its id. */
  after?: { dueAt: string; id: string };
  limit: number;
}

const never = 'infinity';

/** The first due first, those without a day last; a customer's with those of everybody merged into them. */
export async function listPromises(sql: Sql, filter: PromiseFilter): Promise<PromiseView[]> {
  const customerIds = filter.customerId ? await membersOf(sql, await rootOf(sql, filter.customerId)) : null;
  const rows = await sql.query<{ promise: PromiseView }>(
    `SELECT ${promiseJson} AS promise FROM promises p JOIN agents a ON a.id = p.made_by
     WHERE ($1::text IS NULL OR ${stateOf} = $1) AND ($2::uuid IS NULL OR p.made_by = $2) AND ($3::uuid[] IS NULL OR p.customer_id = ANY($3))
       AND ($4::timestamptz IS NULL OR (coalesce(p.due_at, '${never}'), p.id) > ($4, $5::uuid))
     ORDER BY coalesce(p.due_at, '${never}'), p.id LIMIT $6`,
    [
      filter.state ?? null,
      filter.agentId ?? null,
      customerIds,
      filter.after ? filter.after.dueAt || never : null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
  return rows.map((row) => toPromiseView(row.promise));
}
