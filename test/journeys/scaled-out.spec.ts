import { randomUUID } from 'node:crypto';
import type { OfferView } from '../../src/contracts/routing-views.js';
import { anAgent, anInbox, aQueue } from '../support/builders.js';
import { deploy, type Deployment, type Name } from '../support/deployment.js';
import { Agent, call, Visitor } from '../support/people.js';
import { until } from '../support/until.js';

const withRedis = process.env['THROUGHLINE_TEST_REDIS'] ? describe : describe.skip;

/** Two api, two workers, one PostgreSQL, one Redis; and what may happen to each of them. */
withRedis('the scaled-out deployment [needs redis-server]', () => {
  let all: Deployment;
  let ana: Agent;
  let mei: Visitor;
  let conversationId: string;

  beforeAll(async () => {
    all = await deploy();
    const queueId = await aQueue(all.db, { key: 'bulk', offerMode: 'assign' });
    await anInbox(all.db, { queueId, key: 'bulk-web' });
    // 90 agents with room for four chats each.
    for (let n = 0; n < 90; n++) await anAgent(all.db, { queueIds: [queueId], state: 'available' });
  }, 120_000);
  afterAll(async () => {
    for (const one of [ana, mei]) one?.leave();
    await all?.stop();
  });

  const url = (name: Name): string => all.servers[name].url;
  const count = async (sql: string, values: unknown[] = []): Promise<number> =>
    (await all.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values))[0]!.n;

  /** A stranger's first message; the customer's id once it is acknowledged. */
  const arrive = async (at: Name): Promise<string> => {
    const { body: session } = await call<{ token: string; customer: { id: string } }>(url(at), 'POST', '/v1/widget/sessions', {
      body: { inboxKey: 'bulk-web' },
    });
    const body = { clientId: randomUUID(), text: 'Hello, is anybody there?' };
    const { status } = await call(url(at), 'POST', '/v1/widget/messages', { token: session.token, body });
    expect(status).toBe(201);
    return session.customer.id;
  };
  /** `total` strangers in ten lanes; `midway` happens when a third of them has been acknowledged. */
  const arrivals = async (total: number, at: Name, midway: () => Promise<void> = async () => undefined): Promise<string[]> => {
    const acked: string[] = [];
    let begun = 0;
    const lane = async (): Promise<void> => {
      while (begun++ < total) acked.push(await arrive(at));
    };
    const disaster = until('a third of them', () => acked.length >= total / 3).then(midway);
    await Promise.all([disaster, ...Array.from({ length: 10 }, lane)]);
    return acked;
  };
  const allServed = async (customerIds: string[]): Promise<void> => {
    await until(
      'everybody to have an agent',
      async () => {
        const served = await count(`conversations WHERE status = 'assigned' AND customer_id = ANY($1)`, [customerIds]);
        return served === customerIds.length;
      },
      20_000,
    );
    const of = 'conversation_id IN (SELECT id FROM conversations WHERE customer_id = ANY($1))';
    expect(await count(`messages WHERE customer_id = ANY($1)`, [customerIds])).toBe(customerIds.length);
    expect(await count(`conversations WHERE customer_id = ANY($1)`, [customerIds])).toBe(customerIds.length);
    // Assigned exactly once, and never to two at a time.
    expect(await count(`assignments WHERE ${of}`, [customerIds])).toBe(customerIds.length);
    expect(await count(`decisions WHERE ${of}`, [customerIds])).toBe(customerIds.length);
    const crowded = await count(
      `(SELECT agent_id FROM assignments WHERE ended_at IS NULL GROUP BY agent_id HAVING sum(weight) > 100) AS over`,
    );
    expect(crowded).toBe(0);
  };

  it('carries a chat between a customer on one process and an agent on another', async () => {
    [ana, mei] = await Promise.all([Agent.signIn(url('api2'), 'ana'), Visitor.open(url('api1'))]);
    await ana.be('available');
    await mei.says('Hello!');
    const offer = await ana.screen.next<OfferView>('offer.made');
    conversationId = offer.conversationId;
    await ana.accept(offer);
    await mei.widget.next<{ agent: { name: string } | null }>('conversation.updated', ({ agent }) => agent?.name === 'Ana');
    await mei.widget.ask('typing', { on: true });
    await ana.screen.next('typing', (typing: { by: string; on: boolean }) => typing.by === 'customer' && typing.on);
    await ana.ask('typing', { conversationId, on: true });
    await mei.widget.next('typing', (typing: { by: string; on: boolean }) => typing.by === 'agent' && typing.on);
    await ana.reply(conversationId, 'Good day.');
    await mei.hears('Good day.');
  });

  it('serves everybody once although the leading api and the leading worker are killed meanwhile', async () => {
    const acked = await arrivals(100, 'api2', async () => {
      await Promise.all([all.killServer('api1'), all.killServer('worker1')]);
    });
    expect(acked).toHaveLength(100);
    await allServed(acked);
    await mei.reconnect(url('api2'));
    await ana.reply(conversationId, 'Still here.');
    await mei.hears('Still here.');
    await Promise.all([all.launch('api1'), all.launch('worker1')]);
  });

  it('loses nothing when Redis is flushed meanwhile', async () => {
    await allServed(await arrivals(60, 'api1', () => all.redis.flush()));
    await mei.reconnect(url('api1'));
    await ana.reply(conversationId, 'And still.');
    await mei.hears('And still.');
  });

  it('goes on while Redis is dead, and after it is back', async () => {
    await all.redis.kill();
    await allServed(await arrivals(30, 'api2'));
    expect((await call(url('api1'), 'GET', '/health/ready')).body).toMatchObject({ checks: { database: 'ok', jobs: 'failing' } });
    const during = await ana.reply(conversationId, 'Written while Redis was dead.');
    await all.redis.revive();
    await until('the jobs to be back', async () => (await call(url('api1'), 'GET', '/health/ready')).status === 200);
    await allServed(await arrivals(30, 'api1'));
    // A push may be lost with Redis, a message never: the thread has it, and what comes next is pushed again.
    expect((await mei.thread()).map(({ id }) => id)).toContain(during.id);
    await until('pushes between the processes', async () => {
      const { id } = await ana.reply(conversationId, 'Again?');
      const isHeard = () => mei.widget.events.some(({ body }) => (body as { id?: string }).id === id);
      return until('this push', isHeard, 1_000);
    });
  });

  it('says so while PostgreSQL is dead, keeps what it acknowledged, and recovers by itself', async () => {
    const before = await arrivals(20, 'api2');
    const pids = Object.values(all.servers).map(({ pid }) => pid);
    const said = await mei.says('The last before the fall.');
    await all.killPostgres();
    const clientId = randomUUID();
    expect(await mei.widget.ask('message.send', { clientId, text: 'Into the void' })).toMatchObject({
      ok: false,
      problem: { code: 'unavailable', status: 503 },
    });
    const { status, body } = await call(url('api1'), 'GET', '/v1/widget/messages?after=0', { token: mei.session.token });
    expect([status, body['code']]).toEqual([503, 'unavailable']);
    expect((await call(url('api2'), 'GET', '/health/ready')).status).toBe(503);
    expect((await call(url('api2'), 'GET', '/health/live')).status).toBe(200);

    await all.revivePostgres();
    const retried = await until('the message to be taken', () => mei.says('Into the void', clientId));
    const thread = await mei.thread();
    expect(thread.map(({ id }) => id)).toEqual(expect.arrayContaining([said.id, retried.id]));
    expect(thread.filter(({ clientId: id }) => id === clientId)).toHaveLength(1);
    await allServed(before);
    await allServed(await arrivals(20, 'api1'));
    // The relay leads again: news of the customer on one process reaches the agent on the other.
    await ana.screen.next('message.created', (message: { id: string }) => message.id === retried.id);
    expect(Object.values(all.servers).map(({ pid }) => pid)).toEqual(pids);
  });

  it('every process tells its health and figures, a worker on a port of its own', async () => {
    for (const name of ['api1', 'worker1'] as const) {
      expect((await call(url(name), 'GET', '/health/live')).status).toBe(200);
      expect((await call(url(name), 'GET', '/health/ready')).body).toMatchObject({ status: 'ok', checks: { jobs: 'ok' } });
      expect(await (await fetch(`${url(name)}/metrics`)).text()).toContain('throughline_process_cpu_seconds_total');
    }
    // Nothing else is behind it.
    expect((await fetch(`${url('worker1')}/v1/me`)).status).toBe(404);
    expect((await fetch(`${url('worker1')}/health/live`, { method: 'POST' })).status).toBe(405);
  });

  it('ends cleanly by a signal, also while Redis is dead', async () => {
    const end = async (name: Name): Promise<void> => {
      all.servers[name].kill('SIGTERM');
      expect([name, await all.servers[name].ended]).toEqual([name, { code: 0, signal: null }]);
    };
    await Promise.all([end('api1'), end('worker1')]);
    await all.redis.kill();
    await Promise.all([end('api2'), end('worker2')]);
  });
});
