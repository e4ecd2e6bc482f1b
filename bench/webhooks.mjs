// How fast a vendor hears yes, and whether everything it delivered stands in the threads afterwards, in order.
import { generate } from './stage.mjs';

const secretToken = 'benchmark-telegram-secret';
const perSecond = 500;
const senders = 250;

/** @returns the figures `webhook_per_s` and `webhook_p99_ms`. */
export async function measureWebhooks(stage, { seconds }) {
  const inbox = await addInbox(stage);
  const load = {
    ...{ url: `${stage.base}/v1/inboxes/${inbox}/webhook`, headers: { 'x-telegram-bot-api-secret-token': secretToken } },
    ...{ perSecond, senders },
  };
  // The first messages of everybody make their customers.
  await generate('load-webhooks.mjs', { ...load, seconds: 1, firstId: 1 });
  await recorded(stage, inbox);
  const run = await generate('load-webhooks.mjs', { ...load, seconds, firstId: 1_000_000 });
  const began = performance.now();
  await recorded(stage, inbox);
  const disorder = await outOfOrder(stage, inbox);
  const note = `${run.accepted} accepted; all recorded ${Math.round((performance.now() - began) / 100) / 10} s after the last; ${disorder} out of order`;
  const met = run.accepted === perSecond * seconds && disorder === 0;
  return [
    figure('webhook_per_s', Math.round(run.perSecond), '1/s', `>= ${perSecond}`, met && run.perSecond >= perSecond * 0.99, note),
    figure(
      'webhook_p99_ms',
      Math.round(run.p99Ms * 10) / 10,
      'ms',
      '<= 50',
      met && run.p99Ms <= 50,
      `half within ${Math.round(run.p50Ms * 10) / 10} ms`,
    ),
  ];
}

const figure = (name, value, unit, target, met, note) => ({ name, value, unit, target, met, note });

async function addInbox(stage) {
  const token = await stage.signIn('admin@demo.test');
  const [queue] = (await stage.db.query('SELECT id FROM queues ORDER BY created_at LIMIT 1')).rows;
  const answer = await fetch(`${stage.base}/v1/inboxes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      ...{ key: 'bench-telegram', name: 'Benchmark', channel: 'telegram', queueId: queue.id },
      secrets: { botToken: '1:benchmark', secretToken },
    }),
  });
  const inbox = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(inbox));
  return inbox.id;
}

async function recorded(stage, inbox) {
  for (;;) {
    const { rows } = await stage.db.query(`SELECT 1 FROM inbound_deliveries WHERE inbox_id = $1 AND state = 'received' LIMIT 1`, [
      inbox,
    ]);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Messages that stand in their thread before one that was delivered earlier. */
async function outOfOrder(stage, inbox) {
  const { rows } = await stage.db.query(
    `SELECT count(*)::int AS count FROM (
       SELECT (regexp_match(text, '^message (\\d+) '))[1]::int AS n,
              lag((regexp_match(text, '^message (\\d+) '))[1]::int) OVER (PARTITION BY customer_id ORDER BY seq) AS before
       FROM messages WHERE inbox_id = $1 AND external_id IS NOT NULL AND direction = 'in') AS m WHERE n < before AND n > 0`,
    [inbox],
  );
  return rows[0].count;
}
