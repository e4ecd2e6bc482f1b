import type { Sql } from '../../../platform/database/tx.js';
import { readsWholeThread, type WidgetSession } from '../sessions/widget-session.js';
import { visibleToCustomer } from './widget-message.js';

/** What a session may read of which customers' histories. */
export interface ReadableThread {
  /** The root of the thread; the visitor's own id while nothing was written yet. */
  rootId: string;
  /** Changes with every merge and undo: numbers read under another epoch mean something else. */
  epoch: number;
  customerIds: string[];
  /** Null: all messages of these customers. Otherwise only those by or to this identity. */
  identityId: string | null;
}

/** From a customer up to the root of its thread, and down to everybody merged into that. */
const upAndDown = (customerId: string): string => `
  WITH RECURSIVE up AS (
    SELECT id, merged_into, thread_epoch FROM customers WHERE id = ${customerId}
    UNION ALL SELECT c.id, c.merged_into, c.thread_epoch FROM customers c JOIN up ON c.id = up.merged_into
  ), down AS (
    SELECT id FROM up WHERE merged_into IS NULL
    UNION ALL SELECT c.id FROM customers c JOIN down ON c.merged_into = down.id
  )`;

/** Read afresh for every answer: a merge or its undo changes at once what a session sees. */
export async function readableThread(sql: Sql, session: WidgetSession): Promise<ReadableThread> {
  const [row] = await sql.prepared<{ root: string | null; epoch: number; up: string[]; down: string[] }>(
    'widget-thread',
    `${upAndDown('$1')}
     SELECT (SELECT id FROM up WHERE merged_into IS NULL) AS root, (SELECT coalesce(sum(thread_epoch), 1)::int FROM up) AS epoch,
            ARRAY(SELECT id FROM up) AS up, ARRAY(SELECT id FROM down) AS down`,
    [session.customerId],
  );
  const whole = readsWholeThread(session);
  return {
    rootId: row?.root ?? session.customerId,
    epoch: row?.epoch ?? 1,
    customerIds: (whole ? row?.down : row?.up) ?? [],
    identityId: whole ? null : session.identity.id,
  };
}

export interface ThreadHead {
  head: number;
  epoch: number;
}

/** The last visible place of each session's thread, in one statement for all of them. */
export async function threadHeads(sql: Sql, sessions: WidgetSession[]): Promise<ThreadHead[]> {
  const rows = await sql.prepared<{ n: string; head: string; epoch: number }>(
    'widget-heads',
    `SELECT s.n, t.head, t.epoch FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) WITH ORDINALITY AS s(customer_id, identity_id, whole, n)
     CROSS JOIN LATERAL (
       ${upAndDown('s.customer_id')}
       SELECT (SELECT coalesce(sum(thread_epoch), 1)::int FROM up) AS epoch,
              coalesce((SELECT max(last.seq) FROM (SELECT id FROM down WHERE s.whole UNION SELECT id FROM up WHERE NOT s.whole) AS c
                 CROSS JOIN LATERAL (SELECT m.seq FROM messages m WHERE m.customer_id = c.id AND ${visibleToCustomer}
                   AND (s.whole OR m.identity_id = s.identity_id) ORDER BY m.seq DESC LIMIT 1) AS last), 0) AS head
     ) AS t ORDER BY s.n`,
    [sessions.map((one) => one.customerId), sessions.map((one) => one.identity.id), sessions.map(readsWholeThread)],
  );
  return rows.map((row) => ({ head: Number(row.head), epoch: row.epoch }));
}

/** For each customer, everybody whose history is read together with theirs: the customers whose sessions hear of it. */
export async function threadMembers(sql: Sql, customerIds: string[]): Promise<Map<string, string[]>> {
  const rows = await sql.prepared<{ start: string; members: string[] }>(
    'widget-members',
    `SELECT s.start, t.members FROM unnest($1::uuid[]) AS s(start)
     CROSS JOIN LATERAL (${upAndDown('s.start')} SELECT ARRAY(SELECT id FROM down) AS members) AS t`,
    [[...new Set(customerIds)]],
  );
  return new Map(rows.map((row) => [row.start, row.members]));
}
