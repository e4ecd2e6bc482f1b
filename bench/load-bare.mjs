// The floor: the same four writes as one prepared statement by bare clients, one statement at a time on each connection.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { input } from './stage.mjs';

const statement = `
WITH thread AS (UPDATE customers SET last_seq = last_seq + 1, last_rev = last_rev + 1 WHERE id = $2 RETURNING last_seq, last_rev),
conversation AS (UPDATE conversations SET last_inbound_at = app_now(), version = version + 1 WHERE id = $3 RETURNING id),
message AS (
  INSERT INTO messages (id, customer_id, seq, rev, conversation_id, identity_id, inbox_id, channel, direction, kind, author_type, author_id, text, client_id, delivery_state)
  SELECT $1, $2, last_seq, last_rev, $3, $4, $5, 'webchat', 'in', 'text', 'customer', $4, $6, $7, 'sent' FROM thread RETURNING id)
INSERT INTO outbox (id, type, payload, rooms)
SELECT $8, 'message.created', jsonb_build_object('messageId', $1::text, 'conversationId', $3::text, 'customerId', $2::text), ARRAY['conversation:' || $3::text] FROM message`;

const { databaseUrl, threads, seconds, text } = await input();
const end = performance.now() + seconds * 1000;
const counts = await Promise.all(threads.map(run));
console.log(JSON.stringify({ perSecond: counts.reduce((a, b) => a + b, 0) / seconds }));

async function run({ customerId, conversationId, identityId, inboxId }) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let count = 0;
  while (performance.now() < end) {
    const values = [randomUUID(), customerId, conversationId, identityId, inboxId, text, randomUUID(), randomUUID()];
    await client.query({ name: 'bare', text: statement, values });
    count++;
  }
  await client.end();
  return count;
}
