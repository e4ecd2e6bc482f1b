import type { RetentionKind } from '../../contracts/privacy.js';
import { ofAge } from '../erasure/erase-messages.js';

/** How one kind of data grows old. `$1` is how many days it is kept. */
export interface KeptKind {
  /** What would go, as a list of ids. */
  due: string;
  /** Removes at most `$2`; left out where it takes more than a statement. */
  remove?: string;
}

const before = (column: string): string => `${column} < app_now() - $1::int * interval '1 day'`;
const isRecording = `EXISTS (SELECT 1 FROM messages m WHERE m.id = a.message_id AND (m.content ? 'recording' OR m.content ? 'voicemail'))`;

const statement = (table: string, where: string, act: 'delete' | string): KeptKind => ({
  due: `SELECT 1 FROM ${table} a WHERE ${where}`,
  remove:
    act === 'delete'
      ? `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT a.ctid FROM ${table} a WHERE ${where} LIMIT $2))`
      : `UPDATE ${table} SET ${act} WHERE ctid = ANY(ARRAY(SELECT a.ctid FROM ${table} a WHERE ${where} LIMIT $2))`,
});

export const filesDue = {
  attachments: `a.message_id IS NOT NULL AND ${before('a.created_at')} AND NOT ${isRecording}`,
  recordings: `a.message_id IS NOT NULL AND ${before('a.created_at')} AND ${isRecording}`,
};

export const keptKinds: Record<RetentionKind, KeptKind> = {
  // The row stays, so that a repeat is known as one.
  raw_deliveries: statement(
    'inbound_deliveries',
    `a.raw_sealed IS NOT NULL AND a.state <> 'received' AND ${before('a.received_at')}`,
    'raw_sealed = NULL',
  ),
  message_texts: { due: `SELECT 1 FROM messages WHERE NOT coalesce(content, '{}') @> '{"erased": true}' AND ${ofAge('$1')}` },
  attachments: { due: `SELECT 1 FROM attachments a WHERE ${filesDue.attachments}` },
  recordings: { due: `SELECT 1 FROM attachments a WHERE ${filesDue.recordings}` },
  page_visits: statement('page_views', before('a.last_seen_at'), 'delete'),
  // What panels said last; asked again when somebody looks.
  panel_answers: statement('panel_answers', before('a.tried_at'), 'delete'),
  touchpoints: statement('touchpoints', before('a.occurred_at'), 'delete'),
  facts: statement('facts', before('a.at'), 'delete'),
  decisions: statement(
    'decisions',
    `${before('a.at')} AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.decision_id = a.id)`,
    'delete',
  ),
  // That somebody was erased, and by whom, is the one thing that must not be forgotten.
  audit: statement(
    'audit_log',
    `${before('a.at')} AND a.action NOT IN ('customer.erasure_requested', 'customer.erasure_repeated')`,
    'delete',
  ),
};
