import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAgent, anInbox, aQueue } from '../../support/builders.js';
import { deploy, type Deployment, type Name } from '../../support/deployment.js';
import { call } from '../../support/people.js';
import { until } from '../../support/until.js';

const withRedis = process.env['THROUGHLINE_TEST_REDIS'] ? describe : describe.skip;

withRedis('F12: the death of the process that runs the timers [needs redis-server]', () => {
  let all: Deployment;
  const queues: Record<string, string> = {};
  beforeAll(async () => {
    all = await deploy();
    for (const [key, offerMode] of [
      ['offers', 'offer'],
      ['sleepers', 'assign'],
      ['silent', 'assign'],
    ] as const) {
      queues[key] = await aQueue(all.db, { key, offerMode, offerTimeoutMs: 600_000 });
      await anInbox(all.db, { queueId: queues[key], key: `${key}-web` });
      await anAgent(all.db, { queueIds: [queues[key]], state: 'available' });
    }
  }, 120_000);
  afterAll(() => all?.stop());

  async function arrive(key: string, status: string): Promise<string> {
    const at = all.servers.api2.url;
    const opened = await call<{ token: string; customer: { id: string } }>(at, 'POST', '/v1/widget/sessions', {
      body: { inboxKey: `${key}-web` },
    });
    const body = { clientId: randomUUID(), text: 'Hello' };
    await call(at, 'POST', '/v1/widget/messages', { token: opened.body.token, body });
    return until(`a conversation that is ${status}`, async () => {
      const [row] = await all.db.query<{ id: string }>('SELECT id FROM conversations WHERE customer_id = $1 AND status = $2', [
        opened.body.customer.id,
        status,
      ]);
      return row?.id;
    });
  }

  it.each<[Name]>([['worker1'], ['worker2']])(
    'offers expire, sleepers wake and silent owners are reminded within two seconds, once, though %s is killed and Redis forgets',
    async (leader) => {
      const ids = [await arrive('offers', 'offered'), await arrive('sleepers', 'assigned'), await arrive('silent', 'assigned')];
      const [offered, asleep, silent] = ids as [string, string, string];
      const [clock] = await all.db.query<{ due: Date }>(`SELECT app_now() + interval '1200 ms' AS due`);
      const { due } = clock!;
      await all.db.run(`UPDATE offers SET expires_at = $2 WHERE conversation_id = $1 AND state = 'pending'`, [offered, due]);
      await all.db.run(`UPDATE conversations SET status = 'snoozed', snoozed_until = $2 WHERE id = $1`, [asleep, due]);
      await all.db.run(
        `UPDATE queues SET nudge_after_ms = (SELECT extract(epoch FROM $2::timestamptz - max(started_at)) * 1000 FROM assignments WHERE conversation_id = $1)
         WHERE id = $3`,
        [silent, due, queues['silent']],
      );
      // Of two workers the first to run leads; when it is killed the other does.
      await all.killServer(leader);
      await all.redis.flush();
      const fired = () =>
        all.db.query<{ what: string; late: number }>(
          `SELECT type AS what, extract(epoch FROM at - $4::timestamptz)::float8 AS late FROM conversation_events
           WHERE at >= $4 AND (conversation_id = $1 AND type = 'requeued' OR conversation_id = $2 AND type = 'woken' OR conversation_id = $3 AND type = 'nudged')
           ORDER BY type`,
          [offered, asleep, silent, due],
        );
      await until('all three', async () => (await fired()).length >= 3, 30_000);
      await all.launch(leader);
      const seen = await fired();
      expect(seen.map(({ what }) => what)).toEqual(['nudged', 'requeued', 'woken']);
      // Two seconds, and room for a slow machine: both workers' processes and the tests share it.
      for (const { what, late } of seen) expect([what, late < 6]).toEqual([what, true]);
      for (const id of ids) await all.db.run(`UPDATE conversations SET unanswered_since = NULL WHERE id = $1`, [id]);
    },
  );
});
