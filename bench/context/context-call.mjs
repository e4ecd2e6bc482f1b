// How long everything an agent must know takes over HTTP, for a customer with 5,000 messages and events, three quarters of a year
// of conversations, facts, steps and pages, among others. Alone: `node bench/context/context-call.mjs`.
import { performance } from 'node:perf_hooks';
import { quantile, raise } from '../stage.mjs';

const calls = 200;

/** Rows of { name, value, unit, target, met, note }. */
export async function measureContextCall({ quick = false } = {}) {
  const stage = await raise();
  try {
    const { conversationId, customerId } = await furnish(stage.db, quick ? 50 : 500);
    const token = await stage.signIn('ana@demo.test');
    const ask = () => timed(`${stage.base}/v1/conversations/${conversationId}/context`, token);
    for (let n = 0; n < 30; n++) await ask();
    const took = [];
    let last;
    for (let n = 0; n < calls; n++) {
      last = await ask();
      took.push(last.ms);
    }
    check(last.body, customerId);
    took.sort((a, b) => a - b);
    const p95 = quantile(took, 0.95);
    const note = `${calls} calls one after the other; median ${round(quantile(took, 0.5))} ms, p99 ${round(quantile(took, 0.99))} ms, ${Math.round(last.bytes / 1024)} kB each`;
    return [{ name: 'context_p95_ms', value: round(p95), unit: 'ms', target: '<= 50', met: p95 <= 50, note }];
  } finally {
    await stage.strike();
  }
}

async function timed(url, token) {
  const begun = performance.now();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  const ms = performance.now() - begun;
  if (!answer.ok) throw new Error(`the context call answered ${answer.status}: ${text}`);
  return { ms, bytes: text.length, body: JSON.parse(text) };
}

/** A fast answer that lacks something would be no answer. */
function check({ customer, thread, facts, conversations, pages, panels, identities }, customerId) {
  const whole =
    customer.id === customerId &&
    thread.messages.length === 50 &&
    thread.touchpoints.length === 50 &&
    pages.last.length === 10 &&
    panels.length === 1 &&
    panels[0].state !== 'unread' &&
    facts.length > 0 &&
    conversations.past.length === 10 &&
    identities.length > 1;
  if (!whole) throw new Error('the context call left something out');
}

/** One customer of long standing, and `others` with fifty messages each, so that no index holds one person alone. */
async function furnish(db, others) {
  const one = async (text, values) => (await db.query(text, values)).rows[0];
  const inbox = await one(`SELECT id, queue_id FROM inboxes WHERE key = 'demo-web'`);
  const { customer, conversation } = await one('SELECT gen_random_uuid() AS customer, gen_random_uuid() AS conversation');
  await db.query(`INSERT INTO customers (id, name, last_seq) VALUES ($1, 'Mei Lin', 2500)`, [customer]);
  await db.query(
    `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES (gen_random_uuid(), $1, 'email', 'mei@shop.test', 'verified', true),
       (gen_random_uuid(), $1, 'phone', '+4930123456', 'verified', true), (gen_random_uuid(), $1, 'visitor', $1::text, 'anonymous', true)`,
    [customer],
  );
  await conversations(db, customer, inbox, conversation);
  await messages(db, customer, inbox.id, 2_500);
  await events(db, customer, inbox.id);
  for (let n = 0; n < others; n++) {
    const { id } = await one(
      `INSERT INTO customers (id, name, last_seq) VALUES (gen_random_uuid(), 'Somebody', 50) RETURNING id`,
    );
    await conversations(db, id, inbox, null, 1);
    await messages(db, id, inbox.id, 50);
  }
  await db.query('VACUUM ANALYZE');
  return { conversationId: conversation, customerId: customer };
}

/** Closed ones, and an open one where it is named. */
async function conversations(db, customer, inbox, open, closed = 60) {
  await db.query(
    `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, channel, status, outcome, opened_at, closed_at)
     SELECT gen_random_uuid(), $1, $2, $3, 'webchat', 'closed', 'solved', app_now() - n * interval '4 days', app_now() - n * interval '4 days' + interval '1 hour'
     FROM generate_series(1, $4::int) n`,
    [customer, inbox.id, inbox.queue_id, closed],
  );
  if (open)
    await db.query(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, channel, status) VALUES ($1, $2, $3, $4, 'webchat', 'waiting')`,
      [open, customer, inbox.id, inbox.queue_id],
    );
}

async function messages(db, customer, inboxId, count) {
  await db.query(
    `WITH them AS (SELECT array_agg(id ORDER BY opened_at) AS ids FROM conversations WHERE customer_id = $1)
     INSERT INTO messages (id, customer_id, conversation_id, inbox_id, seq, rev, channel, direction, kind, author_type, author_id, text, delivery_state, created_at)
     SELECT gen_random_uuid(), $1, them.ids[1 + (n - 1) * array_length(them.ids, 1) / $3], $2, n, n, 'webchat',
       CASE WHEN n % 2 = 1 THEN 'in' ELSE 'out' END, 'text', CASE WHEN n % 2 = 1 THEN 'customer' ELSE 'agent' END,
       CASE WHEN n % 2 = 1 THEN (SELECT id FROM identities WHERE customer_id = $1 LIMIT 1) ELSE (SELECT id FROM agents LIMIT 1) END,
       'Message ' || n || ' about my order A-' || 20000 + n || ', which was to come yesterday and did not.', 'sent',
       app_now() - ($3 - n) * interval '2 hours'
     FROM generate_series(1, $3::int) n, them`,
    [customer, inboxId, count],
  );
}

/** 2,500 steps that other systems saw, three hundred facts, promises, pages and a panel that was read. */
async function events(db, customer, inboxId) {
  await db.query(
    `WITH added AS (INSERT INTO touchpoints (id, source, external_id, kind, title, is_primary, occurred_at)
       SELECT gen_random_uuid(), 'shop', 'step-' || n, 'store.visit', 'Visit ' || n, true, app_now() - n * interval '3 hours'
       FROM generate_series(1, 2500) n RETURNING id, occurred_at)
     INSERT INTO touchpoint_keys (kind, value, occurred_at, touchpoint_id)
     SELECT k.kind, k.value, added.occurred_at, added.id FROM added, (VALUES ('email', 'mei@shop.test'), ('phone', '+4930123456')) k(kind, value)`,
  );
  await db.query(
    `INSERT INTO facts (id, customer_id, kind, value, source_type, channel, source_message_id, at)
     SELECT gen_random_uuid(), $1, 'order_number', 'A-' || 20000 + seq, 'message', 'webchat', id, created_at
     FROM messages WHERE customer_id = $1 ORDER BY seq DESC LIMIT 300`,
    [customer],
  );
  await db.query(
    `INSERT INTO page_views (id, identity_id, customer_id, inbox_id, url, title, seen_at, last_seen_at)
     SELECT gen_random_uuid(), $1, $1, $2, 'https://shop.example/' || n, 'Page', app_now() - n * interval '1 minute', app_now() - n * interval '1 minute'
     FROM generate_series(1, 50) n`,
    [customer, inboxId],
  );
  const content = {
    title: 'Orders',
    sections: [{ label: 'Orders', items: [{ label: 'A-20417', value: 'delivered' }] }],
    facts: [],
  };
  await db.query(
    `WITH p AS (INSERT INTO panels (id, key, name, url, secret_sealed, timeout_ms, cache_ms)
       VALUES (gen_random_uuid(), 'shop', 'Shop', 'https://shop.example/', '', 1000, 60000) RETURNING id)
     INSERT INTO panel_answers (panel_id, customer_id, told, content, as_of, tried_at)
     SELECT id, $1, encode(sha256('[]'), 'hex'), $2, app_now(), app_now() FROM p`,
    [customer, JSON.stringify(content)],
  );
}

const round = (value) => Math.round(value * 10) / 10;

if (process.argv[1] === import.meta.filename) {
  for (const one of await measureContextCall({ quick: process.argv.includes('--quick') }))
    console.log(`${one.name.padEnd(18)} ${one.value} ${one.unit} ${one.target} ${one.met ? 'met' : 'NOT met'}  ${one.note}`);
  process.exit(0);
}
