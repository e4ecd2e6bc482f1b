import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hashPassword } from '../../../src/accounts/passwords.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { type TestApp, startApp } from '../../support/app.js';
import { anAgent, anInbox, aQueue } from '../../support/builders.js';
import { until } from '../../support/until.js';

let app: TestApp;
let inboxId: string;
let queueId: string;
let admin: string;
let adminId: string;

beforeAll(async () => {
  app = await startApp();
  queueId = await aQueue(app.db);
  inboxId = await anInbox(app.db, { queueId, channel: 'api' });
  await anInbox(app.db, { queueId, key: 'web-here' });
  adminId = await anAgent(app.db, {
    email: 'root@example.test',
    role: 'admin',
    queueIds: [queueId],
    passwordHash: await hashPassword('correct horse battery'),
  });
  admin = (await call('POST', '/auth/login', { email: 'root@example.test', password: 'correct horse battery' })).body
    .accessToken as string;
  await call('PUT', '/me/presence', { state: 'available' });
});
afterAll(() => app.stop());

async function call(
  method: string,
  path: string,
  body?: object | string,
  headers: object = {},
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): Promise<{ status: number; body: any }> {
  const response = await fetch(`${app.url}/v1${path}`, {
    method,
    headers: {
      ...(typeof body === 'string' ? { 'content-type': 'text/csv' } : { 'content-type': 'application/json' }),
      ...(admin ? { authorization: `Bearer ${admin}` } : {}),
      ...headers,
    },
    ...(body ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as unknown) : undefined };
}

const mark = 'Xylophonium';
const mail = 'xylophonium@shop.test';

interface Column {
  t: string;
  c: string;
  type: string;
}
/** Every column of every table that can hold a text, ours and those of the jobs. */
const textColumns = (): Promise<Column[]> =>
  app.db.query<Column>(
    `SELECT format('%I.%I', table_schema, table_name) AS t, column_name AS c, data_type AS type
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
       AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector', 'bytea') ORDER BY 1, 2`,
  );

/** Where a word stands: `table.column`. */
async function findEverywhere(word: string): Promise<string[]> {
  const found: string[] = [];
  for (const { t, c } of await textColumns()) {
    const rows = await app.db.query(`SELECT 1 FROM ${t} WHERE strpos(lower("${c}"::text), lower($1)) > 0 LIMIT 1`, [word]);
    if (rows.length > 0) found.push(`${t.replace('public.', '')}.${c}`);
  }
  return found;
}

const write = async (from: string, text: string, more: object = {}) =>
  (await app.get(ReceiveMessage).receive({
    ...{ inboxId, channel: 'api' as const, text, externalId: randomUUID() },
    from: { kind: 'email', value: from, name: `${mark} Smith`, display: `${mark} Smith`, level: 'verified', joins: true },
    ...more,
  }))!;

/** What people do with a customer, through the doors they do it by. */
async function livedWith(): Promise<{ customerId: string; conversationId: string; messageId: string }> {
  const first = await write(mail, `My order A-20417, ${mark} street 12`, {
    subject: `${mark} parcel`,
    content: { html: `<p>${mark}</p>` },
  });
  const { customerId, conversationId } = first;
  const at = `/conversations/${conversationId}`;
  const ok = async (answer: Promise<{ status: number; body: unknown }>): Promise<void> => {
    const { status, body } = await answer;
    expect([body, status < 300]).toEqual([body, true]);
  };
  await ok(call('POST', `${at}/claim`, {}));
  await ok(call('PATCH', at, { subject: `about ${mark}`, tags: [mark], fields: { town: mark } }));
  await ok(call('POST', `${at}/messages`, { kind: 'note', text: `${mark} called` }));
  await ok(call('POST', `${at}/draft-check`, { text: 'What is your order number?' }, { 'idempotency-key': 'draft' }));
  await ok(call('POST', `${at}/promises`, { text: `send it to ${mark}` }));
  await ok(
    call(
      'POST',
      `/customers/${customerId}/facts`,
      { kind: 'contract', value: mark, label: `of ${mark}` },
      { 'idempotency-key': 'fact' },
    ),
  );
  await ok(call('PATCH', `/customers/${customerId}`, { attributes: { town: mark }, tier: mark }));
  await ok(
    call('POST', `/customers/${customerId}/consents`, {
      purpose: 'marketing',
      granted: true,
      source: mark,
      evidence: { form: mark },
    }),
  );
  const other = await write(`2-${mail}`, mark);
  await ok(call('POST', `/customers/${customerId}/merge`, { from: other.customerId, reason: `${mark} both` }));
  await ok(call('POST', '/customers/import?dryRun=true', `name,email,birthDate\n${mark},${mail},\n${mark},${mail},yesterday\n`));
  await ok(call('POST', '/customers/import', `name,email,city\n${mark} S,${mail},${mark}\n`));
  await ok(
    call('POST', '/touchpoints', {
      touchpoints: [
        {
          source: 'till',
          externalId: '1',
          kind: 'store.visit',
          occurredAt: '2026-01-02T10:00:00Z',
          title: mark,
          data: { shop: mark },
          identities: [{ kind: 'email', value: mail }],
        },
      ],
    }),
  );
  await ok(call('POST', `${at}/transfer`, { queueId, note: `for ${mark}`, reason: mark }));
  await ok(call('POST', `${at}/claim`, { reason: mark }));
  await app.sweep();
  await app.sweep();
  await ok(call('GET', `/conversations/${conversationId}/context`));
  await ok(call('POST', `/customers/${customerId}/exports`));
  await ok(call('POST', `${at}/close`, { outcome: `${mark} is happy`, reason: mark }));
  return { customerId, conversationId, messageId: first.messageId };
}

/** Rows that only vendors, panels and timers make: written as these would. */
async function furnish({
  customerId,
  conversationId,
  messageId,
}: {
  customerId: string;
  conversationId: string;
  messageId: string;
}): Promise<void> {
  const [identity] = await app.db.query<{ id: string }>('SELECT id FROM identities WHERE customer_id = $1 LIMIT 1', [customerId]);
  const ids = [customerId, conversationId, messageId, inboxId, identity!.id, adminId, queueId];
  const call1 = randomUUID();
  const statements: [string, unknown[]][] = [
    [
      `INSERT INTO calls (id, conversation_id, customer_id, inbox_id, provider, direction, state, message_id, details, ended_at, outcome) VALUES ($1, $2, $3, $4, 'twilio', 'in', 'ended', $5, '{}', app_now(), 'answered')`,
      [call1, conversationId, customerId, inboxId, messageId],
    ],
    [
      `INSERT INTO call_events (id, call_id, type, state, actor_type, data) VALUES ($1, $2, 'x', 'ended', 'system', '{}')`,
      [randomUUID(), call1],
    ],
    [
      `INSERT INTO alerts (id, kind, key, conversation_id, data) VALUES ($1, 'stuck', $2::text, $2::text::uuid, '{}')`,
      [randomUUID(), conversationId],
    ],
    [
      `INSERT INTO page_views (id, identity_id, customer_id, inbox_id, url, title) VALUES ($1, $2, $3, $4, 'https://x', '')`,
      [randomUUID(), ids[4], customerId, inboxId],
    ],
    [
      `INSERT INTO panels (id, key, name, url, secret_sealed, timeout_ms, cache_ms) VALUES ($1, 'shop', 'Shop', 'https://x', '', 1000, 1000)`,
      [call1],
    ],
    [
      `INSERT INTO panel_answers (panel_id, customer_id, told, content, as_of, tried_at) VALUES ($1, $2, '', '{}', app_now(), app_now())`,
      [call1, customerId],
    ],
    [`INSERT INTO outbound_sends (message_id, inbox_id, channel, state) VALUES ($1, $2, 'api', 'failed')`, [messageId, inboxId]],
    [`INSERT INTO outbound_parts (message_id, part, inbox_id, state) VALUES ($1, 0, $2, 'failed')`, [messageId, inboxId]],
    [
      `INSERT INTO promise_decisions (message_id, ordinal, outcome, decided_by) VALUES ($1, 0, 'dismissed', $2)`,
      [messageId, adminId],
    ],
    [
      `INSERT INTO attachments (id, message_id, kind, state, name, content_type) VALUES ($1, $2, 'file', 'failed', 'x', 'text/plain')`,
      [randomUUID(), messageId],
    ],
    [
      `INSERT INTO attachments (id, kind, state, name, content_type, uploaded_by_type, uploaded_by_id) VALUES ($1, 'file', 'failed', $3, 'text/plain', 'customer', $2)`,
      [randomUUID(), ids[4], `${mark}.txt`],
    ],
    [
      `INSERT INTO inbound_deliveries (id, inbox_id, channel, external_id, state, size_bytes, message_id, expires_at, raw_sealed) VALUES ($1, $2, 'api', 'a', 'accepted', 1, $3, app_now(), '')`,
      [randomUUID(), inboxId, messageId],
    ],
    [
      `INSERT INTO inbound_deliveries (id, inbox_id, channel, external_id, state, size_bytes, expires_at, raw_sealed, meta, detail) VALUES ($1, $2, 'email', 'b', 'ignored', 1, app_now(), '', $3, $4)`,
      [randomUUID(), inboxId, JSON.stringify({ envelope: { from: mail } }), `from ${mark}`],
    ],
    [
      `INSERT INTO inbound_deliveries (id, inbox_id, channel, external_id, state, size_bytes, expires_at, raw_sealed, order_key) VALUES ($1, $2, 'api', 'c', 'unsupported', 1, app_now(), '', $3)`,
      [randomUUID(), inboxId, `sms:${mail}`],
    ],
    [`INSERT INTO suppressed_addresses (address, reason, inbox_id) VALUES ($1, $2, $3)`, [mail, mark, inboxId]],
    [`INSERT INTO mentions (message_id, agent_id) VALUES ($1, $2)`, [messageId, adminId]],
    [`INSERT INTO shared_keys (kind, value) VALUES ('email', $1)`, [`2-${mail}`]],
    [`INSERT INTO customer_devices (customer_id, device) VALUES ($1, $2)`, [customerId, mark]],
    [
      `INSERT INTO callbacks (id, conversation_id, inbox_id, asked_in_call_id, phone, locale, state, ended_at, waiting_since) VALUES ($1, $2, $3, $4, '+1', 'en', 'missed', app_now(), app_now())`,
      [randomUUID(), conversationId, inboxId, call1],
    ],
    [
      `INSERT INTO voice_lines (id, inbox_id, call_id, direction, locale, awaiting, ivr, decided) VALUES ($1, $2, $3, 'in', 'en', 'end', '{}', '{}')`,
      [randomUUID(), inboxId, call1],
    ],
    [
      `INSERT INTO matching_faults (conversation_id, agent_id, fault, aside_until) VALUES ($1, $2, 'x', app_now())`,
      [conversationId, adminId],
    ],
  ];
  const refused: string[] = [];
  for (const [sql, values] of statements)
    await app.db.run(sql, values).catch((error: Error) => refused.push(`${sql.trim().slice(0, 60)}: ${error.message}`));
  expect(refused).toEqual([]);
}

/** Columns that hold words and figures of ours alone: states, kinds, counts, keys of the store. A new column that is not of these must be erased. */
const ours = new Set(
  `status channel direction kind type state author_type actor_type source_type level provider delivery_state action subject_type
   subject_id id key sha256 storage_key thumbnail_key content_type policy_version end_reason zone locale language told awaiting
   requested_by_type uploaded_by_type rooms payload recording fault undo_code code undo_state role because carrier_act default_country
   counts before parts room started_by_type ids_sha256 key_hash request_hash actor_key target_clock source purpose carrier file_kind word slips`
    .split(/\s+/)
    .filter((one) => one !== 'source' && one !== 'language'),
);
/** Of these tables nothing is about a customer, or what is there is kept on purpose: why, by whom and when somebody was erased. */
const elsewhere =
  /^(bullmq|public\.(queues|inboxes|agents|panels|policies|routing_rules|erasures|tombstones|outbox|search_|schema_|retention|skills|api_keys|sign_in|idempotency|business|matching_passes))/;

const links: Record<string, string> = {
  customer_id: 'SELECT unnest($2::uuid[])',
  from_id: 'SELECT unnest($2::uuid[])',
  low_id: 'SELECT unnest($2::uuid[])',
  conversation_id: 'SELECT id FROM conversations WHERE customer_id = ANY($2::uuid[])',
  message_id: 'SELECT id FROM messages WHERE customer_id = ANY($2::uuid[])',
  call_id: 'SELECT id FROM calls WHERE customer_id = ANY($2::uuid[])',
  identity_id: 'SELECT id FROM identities WHERE customer_id = ANY($2::uuid[])',
};

/** Writes the mark into every text column of every row that hangs on these customers. @returns where it could. */
async function plantEverywhere(memberIds: string[]): Promise<string[]> {
  const planted: string[] = [];
  const all = await app.db.query<{ t: string; c: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  for (const { t, c, type } of await textColumns()) {
    // Why an agent was asked: their skills and room, not the customer.
    if (ours.has(c) || t === 'public.offers' || elsewhere.test(t) || type === 'tsvector') continue;
    const by = t === 'public.customers' ? 'id' : all.find((one) => one.t === t && links[one.c])?.c;
    const where =
      t === 'public.audit_log' ? 'subject_id = ANY($2::text[])' : by && `"${by}" IN (${links[by] ?? links['customer_id']!})`;
    if (!where) continue;
    const value =
      type === 'jsonb'
        ? `CASE jsonb_typeof("${c}") WHEN 'object' THEN "${c}" || jsonb_build_object('planted', $1::text) ELSE "${c}" END`
        : type === 'ARRAY'
          ? `array_append("${c}", $1)`
          : type === 'bytea'
            ? `convert_to($1, 'UTF8')`
            : '$1';
    const n = await app.db
      .run(`UPDATE ${t} SET "${c}" = ${value} WHERE ${where} AND $1::text IS NOT NULL`, [mark, memberIds])
      .catch(() => 0);
    if (n > 0) planted.push(`${t.replace('public.', '')}.${c}`);
  }
  return planted;
}

it('leaves no word of theirs in any column of any table, whichever door it came by', async () => {
  const lived = await livedWith();
  await furnish(lived);
  const members = (
    await app.db.query<{ id: string }>('SELECT id FROM customers WHERE id = $1 OR merged_into = $1', [lived.customerId])
  ).map((row) => row.id);
  const before = await findEverywhere(mark);
  // The doors alone leave it in all of these.
  for (const one of [
    'messages.text',
    'messages.content',
    'conversations.subject',
    'conversations.outcome',
    'facts.value',
    'promises.text',
    'customers.name',
    'customers.attributes',
    'identities.value',
    'audit_log.data',
    'idempotency_keys.body',
    'consents.evidence',
    'customer_merges.reason',
    'customer_import_rows.fields',
    'touchpoints.title',
    'search_words.word',
    'identity_blocks.key',
    'attachments.name',
    'conversation_events.data',
  ])
    expect(before).toContain(one);
  const planted = await plantEverywhere(members);
  expect(planted.length).toBeGreaterThan(40);

  const begun = await call('POST', `/customers/${lived.customerId}/erasure`, { reason: 'asked by letter' });
  expect(begun.status).toBe(202);
  await until(
    'the end',
    async () => (await app.sweep(), (await call('GET', `/erasures/${begun.body.id}`)).body.state === 'done'),
  );
  await app.sweep();
  expect(await findEverywhere(mark)).toEqual([]);
  expect(await app.db.query('SELECT 1 FROM mentions')).toEqual([]);
}, 60_000);

it('takes nothing of whoever really holds a key that the erased one only named', async () => {
  const real = await write('real-holder@shop.test', 'hello');
  const liar = await write('liar@shop.test', 'hello');
  await app.db.run(
    `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES ($1, $2, 'email', 'real-holder@shop.test', 'claimed', false)`,
    [randomUUID(), liar.customerId],
  );
  const step = {
    source: 'till',
    externalId: 'real',
    kind: 'store.visit',
    occurredAt: '2026-01-02T10:00:00Z',
    title: 'Bought a secret gift',
  };
  await call('POST', '/touchpoints', {
    touchpoints: [{ ...step, identities: [{ kind: 'email', value: 'real-holder@shop.test' }] }],
  });
  await app.db.run(
    `INSERT INTO suppressed_addresses (address, reason, inbox_id) VALUES ('real-holder@shop.test', 'bounced', $1)`,
    [inboxId],
  );
  const begun = await call('POST', `/customers/${liar.customerId}/erasure`, { reason: 'asked' });
  await until(
    'the end',
    async () => (await app.sweep(), (await call('GET', `/erasures/${begun.body.id}`)).body.state === 'done'),
  );
  expect((await call('GET', `/customers/${real.customerId}/touchpoints`)).body.data).toHaveLength(1);
  expect(await app.db.query(`SELECT 1 FROM suppressed_addresses WHERE address = 'real-holder@shop.test'`)).toHaveLength(1);
}, 60_000);
