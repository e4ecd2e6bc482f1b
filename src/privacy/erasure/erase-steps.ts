/** One kind of data: how it is forgotten, and how it is counted beforehand. `$1` are the ids of the customers. */
export interface EraseStep {
  name: string;
  /** Forgets at most `$2` rows and counts them; what is forgotten is not found again, so that it can be repeated. */
  sql: string;
  /** Counts what the step would do. */
  preview: string;
}

const ofThem = `customer_id = ANY($1::uuid[])`;
const theirConversations = `(SELECT id FROM conversations WHERE ${ofThem})`;
const theirMessages = `(SELECT id FROM messages WHERE ${ofThem})`;
const theirCalls = `(SELECT id FROM calls WHERE ${ofThem})`;
const theirKeys = `(SELECT kind, value FROM identities WHERE ${ofThem})`;
/** Free words of colleagues; what remains in these documents are ids and words of ours. */
const wordless = `data - '{reason,note,text,name,subject,title,value,label,source}'::text[]`;

const removed = (name: string, table: string, where: string): EraseStep => ({
  name,
  sql: `DELETE FROM ${table} t WHERE t.ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT $2))`,
  preview: `SELECT count(*) AS n FROM ${table} WHERE ${where}`,
});

const emptied = (name: string, table: string, set: string, where: string): EraseStep => ({
  name,
  sql: `UPDATE ${table} t SET ${set} WHERE t.ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT $2))`,
  preview: `SELECT count(*) AS n FROM ${table} WHERE ${where}`,
});

/** In this order: what is found by a key goes before the keys themselves. Rows that figures are made of stay, without the person. */
export const eraseSteps: readonly EraseStep[] = [
  removed('rawDeliveries', 'inbound_deliveries', `message_id IN ${theirMessages}`),
  removed('outboundParts', 'outbound_parts', `message_id IN ${theirMessages}`),
  emptied(
    'outboundSends',
    'outbound_sends',
    `last_error = NULL, due_at = NULL, state = CASE WHEN state = 'pending' THEN 'failed' ELSE state END`,
    `message_id IN ${theirMessages} AND (last_error IS NOT NULL OR state = 'pending')`,
  ),
  removed('promiseDecisions', 'promise_decisions', `message_id IN ${theirMessages}`),
  removed('facts', 'facts', ofThem),
  emptied('promises', 'promises', `text = '', broken_reason = NULL`, `${ofThem} AND (text <> '' OR broken_reason IS NOT NULL)`),
  emptied(
    'conversations',
    'conversations',
    `subject = NULL, tags = '{}', fields = '{}', version = version + 1`,
    `${ofThem} AND (subject IS NOT NULL OR tags <> '{}' OR fields <> '{}')`,
  ),
  emptied(
    'conversationEvents',
    'conversation_events',
    `data = ${wordless}`,
    `conversation_id IN ${theirConversations} AND data <> ${wordless}`,
  ),
  emptied('calls', 'calls', `details = '{}', external_id = NULL`, `${ofThem} AND (details <> '{}' OR external_id IS NOT NULL)`),
  emptied('callEvents', 'call_events', `data = '{}'`, `call_id IN ${theirCalls} AND data <> '{}'`),
  emptied(
    'telephoneLines',
    'voice_lines',
    'phone = NULL, ivr = NULL, decided = NULL, answer = NULL, announce = NULL, call_sid = NULL',
    `call_id IN ${theirCalls} AND (phone IS NOT NULL OR ivr IS NOT NULL OR decided IS NOT NULL OR answer IS NOT NULL OR announce IS NOT NULL)`,
  ),
  emptied('callbacks', 'callbacks', `phone = ''`, `conversation_id IN ${theirConversations} AND phone <> ''`),
  removed('pageViews', 'page_views', ofThem),
  removed('visits', 'visits', ofThem),
  removed('panelAnswers', 'panel_answers', ofThem),
  removed(
    'touchpoints',
    'touchpoints',
    `id IN (SELECT k.touchpoint_id FROM touchpoint_keys k JOIN ${theirKeys} i USING (kind, value))`,
  ),
  removed('suppressedAddresses', 'suppressed_addresses', `address IN (SELECT value FROM ${theirKeys} i WHERE kind = 'email')`),
  removed(
    'sharedKeys',
    'shared_keys',
    `(kind, value) IN ${theirKeys} AND NOT EXISTS (
       SELECT 1 FROM identities o WHERE o.kind = shared_keys.kind AND o.value = shared_keys.value AND o.customer_id <> ALL($1::uuid[]))`,
  ),
  removed('devices', 'customer_devices', ofThem),
  emptied('importRows', 'customer_import_rows', `fields = '{}'`, `${ofThem} AND fields <> '{}'`),
  removed(
    'keptAnswers',
    'idempotency_keys',
    `body IS NOT NULL AND EXISTS (SELECT 1 FROM unnest($1::uuid[]) m WHERE strpos(idempotency_keys.body::text, m::text) > 0)`,
  ),
  emptied(
    'merges',
    'customer_merges',
    `reason = ''`,
    `(from_id = ANY($1::uuid[]) OR into_id = ANY($1::uuid[])) AND reason <> ''`,
  ),
  emptied(
    'auditRows',
    'audit_log',
    `data = ${wordless}`,
    `subject_id IN (SELECT unnest($1::uuid[])::text UNION ALL SELECT id::text FROM conversations WHERE ${ofThem}) AND data <> ${wordless}`,
  ),
  // Their pieces are thrown away by the sweep of exports.
  emptied(
    'exports',
    'customer_exports',
    `expires_at = app_now(), due_at = NULL, files = '[]', state = CASE WHEN state = 'done' THEN 'done' ELSE 'failed' END`,
    `${ofThem} AND (expires_at IS NULL OR expires_at > app_now())`,
  ),
  removed('consents', 'consents', ofThem),
  emptied(
    'identities',
    'identities',
    `value = 'erased:' || id, display = NULL, level = 'anonymous', joins = false, proof = '{}'`,
    `${ofThem} AND value <> 'erased:' || id`,
  ),
  emptied(
    'customers',
    'customers',
    `name = NULL, tier = NULL, locale = NULL, time_zone = NULL, attributes = '{}', account_owner_id = NULL, version = version + 1`,
    `id = ANY($1::uuid[]) AND (name IS NOT NULL OR tier IS NOT NULL OR locale IS NOT NULL OR time_zone IS NOT NULL OR attributes <> '{}' OR account_owner_id IS NOT NULL)`,
  ),
  // After the names: made anew from what is left, they are empty.
  removed('identityBlocks', 'identity_blocks', ofThem),
  removed('identityBlockMarks', 'identity_block_marks', ofThem),
  removed('identitySuggestions', 'identity_suggestions', `low_id = ANY($1::uuid[]) OR high_id = ANY($1::uuid[])`),
];
