// How fast a long line is worked off: 10,000 waiting conversations, 1,000 agents with three slots each, a queue that assigns at once.
// Committed assignments are counted in the database; the closing between two waves is not timed. Raw BullMQ takes its turn before,
// between and after the waves, so that the machine's moods hit both; the median of its rounds is compared.
import { randomUUID } from 'node:crypto';
import { startRedis } from './redis.mjs';
import { generate, raise } from './stage.mjs';

const AGENTS = 1_000;
const SLOTS = 3;
const WEIGHT = 25;

/** Rows `drain_per_s_*` and `drain_ratio_*` for one backend, `pg` or `redis`. */
export async function measureDrain({ quick, backend }) {
  const redis = backend === 'redis' ? await startRedis() : undefined;
  if (backend === 'redis' && !redis) return [row(`drain_per_s_redis`, null, '1/s', null, 'no redis-server on this machine')];
  const stage = await raise({ redisUrl: redis?.url });
  try {
    const jobs = backend === 'redis' ? (quick ? 4_000 : 10_000) : quick ? 1_500 : 3_000;
    const rounds = [];
    const turn = async () =>
      rounds.push((await generate('load-jobs.mjs', { databaseUrl: stage.databaseUrl, redisUrl: redis?.url, jobs })).perSecond);
    const { waves, waiting } = await drain(stage, quick ? 6_000 : 10_000, turn);
    const raw = rounds.sort((a, b) => a - b)[rounds.length >> 1];
    const seconds = waves.reduce((sum, wave) => sum + wave.ms, 0) / 1000;
    const perSecond = waiting / seconds;
    const note = `${waiting} over ${AGENTS} agents × ${SLOTS}; waves ${waves.map(({ count, ms }) => `${count} in ${Math.round(ms)} ms`).join(', ')}`;
    return [
      row(`drain_per_s_${backend}`, Math.round(perSecond), '1/s', null, note),
      row(
        `raw_bullmq_per_s_${backend}`,
        Math.round(raw),
        '1/s',
        null,
        `${jobs} no-op jobs added and processed, concurrency 50; rounds ${rounds.map(Math.round).join(', ')}`,
      ),
      row(
        `drain_ratio_${backend}`,
        Math.round((perSecond / raw) * 100) / 100,
        'ratio',
        1,
        'assignments ÷ raw jobs, same backend, same run',
      ),
    ];
  } finally {
    await stage.strike();
    await redis?.stop();
  }
}

const row = (name, value, unit, least, note) => ({
  ...{ name, value, unit, target: least === null ? null : `>= ${least}` },
  ...{ met: least === null || value === null ? null : value >= least, note },
});

async function drain(stage, waiting, turn) {
  const queueId = await furnish(stage, waiting);
  await turn();
  const waves = [];
  for (let left = waiting; left > 0;) {
    const count = Math.min(left, AGENTS * SLOTS);
    const ms = await wave(stage, queueId, count);
    waves.push({ count, ms });
    left -= count;
    await closeAll(stage, queueId);
    await turn();
  }
  return { waves, waiting };
}

/** From the moment the queue is opened until the last assignment is committed. */
async function wave(stage, queueId, count) {
  const token = await stage.signIn('admin@demo.test');
  const started = performance.now();
  await patch(stage, token, queueId, { paused: false });
  for (;;) {
    const { rows } = await stage.db.query('SELECT count(*)::int AS n FROM assignments WHERE queue_id = $1 AND ended_at IS NULL', [
      queueId,
    ]);
    if (rows[0].n >= count) break;
    if (performance.now() - started > 120_000) throw new Error(`only ${rows[0].n} of ${count} were assigned in two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const ms = performance.now() - started;
  await patch(stage, token, queueId, { paused: true });
  return ms;
}

async function closeAll({ db }, queueId) {
  await db.query(
    `WITH ended AS (UPDATE assignments SET ended_at = app_now(), end_reason = 'closed' WHERE queue_id = $1 AND ended_at IS NULL RETURNING conversation_id)
     UPDATE conversations SET status = 'closed', assignee_id = NULL, closed_at = app_now(), epoch = epoch + 1
     WHERE id IN (SELECT conversation_id FROM ended)`,
    [queueId],
  );
  await db.query("UPDATE agent_presence SET lease_expires_at = app_now() + interval '1 day'");
  await db.query('VACUUM ANALYZE assignments, conversations, agent_presence');
  await settled(db);
}

/** What the wave announced is published, so that the next is not charged for it. */
async function settled(db) {
  for (;;) {
    const { rows } = await db.query('SELECT count(*)::int AS n FROM outbox WHERE position IS NULL');
    if (rows[0].n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Agents of 20 skill profiles and work of customers nobody has met, straight into the tables: the line is what is measured, not the doors. */
async function furnish({ db }, waiting) {
  const queueId = randomUUID();
  const inboxId = randomUUID();
  await db.query(`INSERT INTO queues (id, key, name, offer_mode, paused_at) VALUES ($1, 'bench', 'Bench', 'assign', app_now())`, [
    queueId,
  ]);
  await db.query(`INSERT INTO inboxes (id, key, name, channel, queue_id) VALUES ($1, 'bench', 'Bench', 'webchat', $2)`, [
    inboxId,
    queueId,
  ]);
  await db.query(`UPDATE agents SET disabled_at = app_now() WHERE role = 'agent'`);
  await db.query(
    `WITH made AS (
       INSERT INTO agents (id, email, name, role, password_hash, capacity, languages)
       SELECT gen_random_uuid(), 'bench-' || n || '@example.test', 'Agent ' || n, 'agent', '-', $2, ARRAY['en'] FROM generate_series(1, $1) n RETURNING id
     ), member AS (INSERT INTO queue_agents (queue_id, agent_id) SELECT $3, id FROM made)
     INSERT INTO agent_presence (agent_id, state, since, lease_expires_at, idle_since)
     SELECT id, 'available', app_now(), app_now() + interval '1 day', app_now() FROM made`,
    [AGENTS, SLOTS * WEIGHT, queueId],
  );
  await db.query(
    `WITH people AS (INSERT INTO customers (id, last_seq, last_rev) SELECT gen_random_uuid(), 1, 1 FROM generate_series(1, $1) RETURNING id)
     INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, language, waiting_since, last_inbound_at, unanswered_since, routed_at)
     SELECT gen_random_uuid(), id, $2, $3, 'waiting', 'webchat', 'en', app_now(), app_now(), app_now(), app_now() FROM people`,
    [waiting, inboxId, queueId],
  );
  await db.query('VACUUM ANALYZE');
  return queueId;
}

async function patch(stage, token, queueId, body) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${stage.base}/v1/queues/${queueId}`, { method: 'PATCH', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}
