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

/** What somebody merely said of themselves gives them nothing of whoever it belongs to; nor does what several people use. */
const provedKeys = `(SELECT DISTINCT i.kind, i.value FROM identities i WHERE i.${ofThem} AND i.level = 'verified'
  AND NOT EXISTS (SELECT 1 FROM shared_keys s WHERE s.kind = i.kind AND s.value = i.value))`;
const ofTheirCalls = `call_id IN (SELECT id FROM calls WHERE ${ofThem})`;
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
  rows('call-events', 'call_events', ofTheirCalls),
  rows('telephone-lines', 'voice_lines', ofTheirCalls, [
    'answer',
    'announce',
    'decided',
    'room',
    'conference_sid',
    'recording_sid',
  ]),
  rows('callbacks', 'callbacks', inTheirConversations),
  rows('panel-answers', 'panel_answers', ofThem, ['told'], 'panel_id'),
  rows('identity-suggestions', 'identity_suggestions', '(low_id = ANY($1::uuid[]) OR high_id = ANY($1::uuid[]))'),
  rows('decisions', 'decisions', inTheirConversations),
  rows('page-views', 'page_views', `(${ofThem} OR identity_id IN (SELECT id FROM identities WHERE ${ofThem}))`),
  rows('merges', 'customer_merges', '(from_id = ANY($1::uuid[]) OR into_id = ANY($1::uuid[]))'),
  rows(
    'touchpoints',
    'touchpoints',
    `id IN (SELECT k.touchpoint_id FROM touchpoint_keys k JOIN ${provedKeys} i USING (kind, value))
     AND NOT EXISTS (SELECT 1 FROM touchpoint_keys k JOIN identities o USING (kind, value)
       WHERE k.touchpoint_id = t.id AND o.level = 'verified' AND o.customer_id <> ALL($1::uuid[]))`,
  ),
  rows('attachments', 'attachments', `message_id IN (SELECT id FROM messages WHERE ${ofThem})`, [
    'source_sealed',
    'storage_key',
    'thumbnail_key',
  ]),
];
