/** What an archive holds: one file (or several, numbered) per kind. `$1` the customers, `$2` the id to go on after, `$3` how many. */
export interface ExportSet {
  name: string;
  sql: string;
}

const ofThem = 'customer_id = ANY($1::uuid[])';

const rows = (name: string, table: string, where = ofThem, without: string[] = [], id = 'id'): ExportSet => ({
  name,
  sql: `SELECT t.${id} AS id, to_jsonb(t) - '{${['sealed', ...without].join(',')}}'::text[] AS row FROM ${table} t
        WHERE ${where} AND ($2::uuid IS NULL OR t.${id} > $2) ORDER BY t.${id} LIMIT $3`,
});

const inTheirConversations = `conversation_id IN (SELECT id FROM conversations WHERE ${ofThem})`;

export const exportSets: readonly ExportSet[] = [
  rows('customers', 'customers', 'id = ANY($1::uuid[])'),
  rows('identities', 'identities', ofThem, ['proof']),
  rows('conversations', 'conversations'),
  rows('conversation-events', 'conversation_events', inTheirConversations),
  rows('messages', 'messages'),
  rows('facts', 'facts'),
  rows('promises', 'promises'),
  rows('consents', 'consents'),
  rows('calls', 'calls'),
  rows('decisions', 'decisions', inTheirConversations),
  rows('page-views', 'page_views'),
  rows('merges', 'customer_merges', '(from_id = ANY($1::uuid[]) OR into_id = ANY($1::uuid[]))'),
  rows(
    'touchpoints',
    'touchpoints',
    `id IN (SELECT k.touchpoint_id FROM touchpoint_keys k JOIN identities i USING (kind, value) WHERE i.${ofThem})`,
  ),
  rows('attachments', 'attachments', `message_id IN (SELECT id FROM messages WHERE ${ofThem})`, [
    'source_sealed',
    'storage_key',
    'thumbnail_key',
  ]),
];
