import type { PageViewView } from '../../contracts/touchpoints.js';
import { newId } from '../../platform/ids/new-id.js';
import type { Sql } from '../../platform/database/tx.js';

const kept = 50;
const shown = 10;
/** A process that was killed leaves its visits open; they are over by their age. */
const visitLease = `interval '25 seconds'`;

export interface PageSeenBy {
  identityId: string;
  customerId: string;
  inboxId: string;
  url: string;
  title: string | null;
}

/**
 * Notes a page; the one they are on already only once. Of each visitor the last fifty are kept. Whoever said no is not watched,
 * whatever a session that is older than their word says; nor whoever was erased, while their page stays open.
 * @param unlessRefused false: only with a yes that was taken down
 */
export async function notePage(
  sql: Sql,
  { identityId, customerId, inboxId, url, title }: PageSeenBy,
  unlessRefused: boolean,
): Promise<void> {
  await sql.prepared(
    'page-views-note',
    `WITH may AS (SELECT 1 WHERE coalesce(consent_of($3, 'pages'), $7)
       AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = $3 AND c.erased_at IS NOT NULL)),
     last AS (SELECT id, url FROM page_views WHERE identity_id = $2 ORDER BY last_seen_at DESC, id DESC LIMIT 1),
     still AS (UPDATE page_views p SET last_seen_at = app_now(), title = $6, customer_id = $3 FROM last, may
               WHERE p.id = last.id AND last.url = $5 RETURNING p.id),
     old AS (DELETE FROM page_views WHERE id IN (
       SELECT id FROM page_views WHERE identity_id = $2 ORDER BY last_seen_at DESC, id DESC OFFSET ${kept - 1}))
     INSERT INTO page_views (id, identity_id, customer_id, inbox_id, url, title)
     SELECT $1, $2, $3, $4, $5, $6 FROM may WHERE NOT EXISTS (SELECT 1 FROM still)`,
    [newId(), identityId, customerId, inboxId, url, title, unlessRefused],
  );
}

/** What they no longer let us know of is forgotten, not hidden. */
export const forgetPagesOf = (sql: Sql, identityId: string): Promise<number> =>
  sql.run('DELETE FROM page_views WHERE identity_id = $1', [identityId]);

export interface PagesShown {
  /** The page they are on, while they are on one. */
  current: PageViewView | null;
  /** Where they were, the latest first, the current one included. */
  last: PageViewView[];
}

interface PageRow {
  url: string;
  title: string | null;
  at: Date;
  lastSeenAt: Date;
  inboxId: string;
  here: boolean;
}

/** The last pages of the people who make up one customer. An inbox that is told to keep none shows none of the past either. */
export async function pagesShown(sql: Sql, customerIds: readonly string[]): Promise<PagesShown> {
  const rows = await sql.prepared<PageRow>(
    'page-views-shown',
    `SELECT p.url, p.title, p.seen_at AS at, p.last_seen_at AS "lastSeenAt", p.inbox_id AS "inboxId",
       EXISTS (SELECT 1 FROM visits v WHERE v.identity_id = p.identity_id AND v.left_at IS NULL
               AND v.last_seen_at > app_now() - ${visitLease}) AS here
     FROM (SELECT id FROM unnest($1::uuid[]) AS c(id) WHERE consent_of(($1::uuid[])[1], 'pages') IS NOT FALSE) AS c, LATERAL (
       SELECT p.* FROM page_views p JOIN inboxes b ON b.id = p.inbox_id
       WHERE p.customer_id = c.id AND b.settings ->> 'pages' IS DISTINCT FROM 'never'
       ORDER BY p.last_seen_at DESC, p.id DESC LIMIT ${shown}) p
     ORDER BY p.last_seen_at DESC, p.id DESC LIMIT ${shown}`,
    [customerIds],
  );
  const last = rows.map(({ url, title, at, lastSeenAt, inboxId }) => ({
    ...{ url, title, at: at.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
    source: { inboxId },
  }));
  return { current: rows[0]?.here ? last[0]! : null, last };
}
