import { theirArchives } from './erase-archives.js';

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
const theirIdentities = `(SELECT id FROM identities WHERE ${ofThem})`;
/** What they alone are reached by: a key that somebody else holds, or that was only said, is not theirs to take away. */
const theirKeys = `(SELECT i.kind, i.value FROM identities i WHERE i.${ofThem} AND (i.level = 'verified' OR i.joins)
  AND NOT EXISTS (SELECT 1 FROM identities o WHERE o.kind = i.kind AND o.value = i.value AND (o.level = 'verified' OR o.joins) AND o.customer_id <> ALL($1::uuid[])))`;
/** Ids by which rows of theirs are spoken of elsewhere. */
const theirIds = `(SELECT unnest($1::uuid[])::text AS id UNION ALL SELECT id::text FROM conversations WHERE ${ofThem}
  UNION ALL SELECT id::text FROM identities WHERE ${ofThem} UNION ALL SELECT id::text FROM facts WHERE ${ofThem}
  UNION ALL SELECT id::text FROM promises WHERE ${ofThem} UNION ALL SELECT id::text FROM calls WHERE ${ofThem}
  UNION ALL SELECT id::text FROM customer_merges WHERE from_id = ANY($1::uuid[]) OR into_id = ANY($1::uuid[])
  UNION ALL SELECT id::text FROM identity_suggestions WHERE low_id = ANY($1::uuid[]) OR high_id = ANY($1::uuid[]))`;
/** Agents close with words of their own. */
const ourOutcome = `coalesce(outcome IN ('abandoned', 'no_reply', 'erased', 'rejoined'), true)`;
const openPromise = '(kept_at IS NULL AND broken_at IS NULL)';
const wordless = 'without_words(data)';

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
  // First, while what they speak of is still known by its id.
  removed(
    'keptAnswers',
    'idempotency_keys',
    `body IS NOT NULL AND EXISTS (SELECT 1 FROM ${theirIds} one WHERE strpos(idempotency_keys.body::text, one.id) > 0)`,
  ),
  emptied(
    'auditRows',
    'audit_log',
    `data = ${wordless}`,
    `(subject_id IN (SELECT id FROM ${theirIds} one) OR subject_id IN (SELECT id::text FROM messages WHERE ${ofThem}))
     AND action <> 'customer.erasure_requested' AND data <> ${wordless}`,
  ),
  // Also what never became a message (a receipt, a bounce), where its door noted whom it came from.
  removed(
    'rawDeliveries',
    'inbound_deliveries',
    `message_id IN ${theirMessages} OR (message_id IS NULL AND state <> 'received' AND EXISTS (SELECT 1 FROM ${theirKeys} k
       WHERE order_key = k.value OR right(order_key, length(k.value) + 1) = ':' || k.value
          OR lower(meta #>> '{envelope,from}') = k.value))`,
  ),
  removed('outboundParts', 'outbound_parts', `message_id IN ${theirMessages}`),
  emptied(
    'outboundSends',
    'outbound_sends',
    `last_error = NULL, due_at = NULL, state = CASE WHEN state = 'pending' THEN 'failed' ELSE state END`,
    `message_id IN ${theirMessages} AND (last_error IS NOT NULL OR state = 'pending')`,
  ),
  removed('mentions', 'mentions', `message_id IN ${theirMessages}`),
  removed('promiseDecisions', 'promise_decisions', `message_id IN ${theirMessages}`),
  removed('facts', 'facts', ofThem),
  // Nobody is left to keep an open one to: it reminds nobody, and what was not due yet never falls due.
  emptied(
    'promises',
    'promises',
    `text = '', broken_reason = NULL, remind_at = NULL, broken_at = CASE WHEN ${openPromise} THEN app_now() ELSE broken_at END,
       due_at = CASE WHEN ${openPromise} AND due_at > app_now() THEN NULL ELSE due_at END`,
    `${ofThem} AND (text <> '' OR broken_reason IS NOT NULL OR ${openPromise})`,
  ),
  emptied(
    'conversations',
    'conversations',
    `subject = NULL, tags = '{}', fields = '{}', routing = '{}', requirements = '[]', language = NULL, version = version + 1,
       outcome = CASE WHEN ${ourOutcome} THEN outcome ELSE 'erased' END`,
    `${ofThem} AND (subject IS NOT NULL OR tags <> '{}' OR fields <> '{}' OR routing <> '{}' OR requirements <> '[]' OR language IS NOT NULL OR NOT ${ourOutcome})`,
  ),
  emptied(
    'conversationEvents',
    'conversation_events',
    `data = ${wordless}`,
    `conversation_id IN ${theirConversations} AND data <> ${wordless}`,
  ),
  emptied('alerts', 'alerts', `data = ${wordless}`, `conversation_id IN ${theirConversations} AND data <> ${wordless}`),
  removed('matchingFaults', 'matching_faults', `conversation_id IN ${theirConversations}`),
  emptied(
    'reassignmentMoves',
    'reassignment_moves',
    'detail = NULL, translations = NULL, undo_detail = NULL, undo_translations = NULL',
    `conversation_id IN ${theirConversations} AND (detail IS NOT NULL OR undo_detail IS NOT NULL)`,
  ),
  emptied('calls', 'calls', `details = '{}', external_id = NULL`, `${ofThem} AND (details <> '{}' OR external_id IS NOT NULL)`),
  emptied('callEvents', 'call_events', `data = '{}'`, `call_id IN ${theirCalls} AND data <> '{}'`),
  emptied(
    'telephoneLines',
    'voice_lines',
    'phone = NULL, ivr = NULL, decided = NULL, answer = NULL, announce = NULL, call_sid = NULL, conference_sid = NULL, recording_sid = NULL',
    `call_id IN ${theirCalls} AND (phone IS NOT NULL OR ivr IS NOT NULL OR decided IS NOT NULL OR answer IS NOT NULL OR announce IS NOT NULL OR call_sid IS NOT NULL
       OR conference_sid IS NOT NULL OR recording_sid IS NOT NULL)`,
  ),
  emptied('callbacks', 'callbacks', `phone = ''`, `conversation_id IN ${theirConversations} AND phone <> ''`),
  removed('pageViews', 'page_views', `${ofThem} OR identity_id IN ${theirIdentities}`),
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
  // Also lines that were refused, or only tried: they are known by their keys.
  emptied(
    'importRows',
    'customer_import_rows',
    `fields = '{}', reason = NULL`,
    `fields <> '{}' AND (${ofThem} OR (outcome IS NOT NULL AND EXISTS (SELECT 1 FROM ${theirKeys} k WHERE
       (k.kind = 'email' AND lower(fields ->> 'email') = k.value) OR (k.kind = 'external' AND fields ->> 'externalId' = k.value)
       OR (k.kind = 'phone' AND right(regexp_replace(fields ->> 'phone', '\\D', '', 'g'), 9) = right(k.value, 9)))))`,
  ),
  emptied(
    'merges',
    'customer_merges',
    `reason = ''`,
    `(from_id = ANY($1::uuid[]) OR into_id = ANY($1::uuid[])) AND reason <> ''`,
  ),
  // From here on nobody fetches one, and whoever writes one stops; the bytes go next (`eraseArchives`), and once more when they expire.
  emptied(
    'exports',
    'customer_exports',
    `state = 'failed', due_at = NULL, expires_at = app_now() + interval '3 minutes', files = '[]', counts = '{}', sha256 = NULL`,
    `${theirArchives} AND state <> 'expired' AND NOT (state = 'failed' AND expires_at IS NOT NULL)`,
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
    `name = NULL, tier = NULL, locale = NULL, time_zone = NULL, attributes = '{}', origins = '{}', account_owner_id = NULL, version = version + 1`,
    `id = ANY($1::uuid[]) AND (name IS NOT NULL OR tier IS NOT NULL OR locale IS NOT NULL OR time_zone IS NOT NULL OR attributes <> '{}' OR origins <> '{}' OR account_owner_id IS NOT NULL)`,
  ),
  // After the names: made anew from what is left, they are empty.
  removed('identityBlocks', 'identity_blocks', ofThem),
  removed('identityBlockMarks', 'identity_block_marks', ofThem),
  removed('identitySuggestions', 'identity_suggestions', `low_id = ANY($1::uuid[]) OR high_id = ANY($1::uuid[])`),
];
