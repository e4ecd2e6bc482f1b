import { JobBus } from '../../../src/platform/jobs/job-bus.js';
import { createLog } from '../../../src/platform/logging/log.js';
import { type Backend, onBothBackends, redisUrl } from '../../support/backends.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { type OwnRedis, startOwnRedis } from '../../support/redis-server.js';
import { until } from '../../support/until.js';

let database: TestDatabase;
beforeAll(async () => void (database = await createDatabase()));
afterAll(() => database.drop());

async function aBus(
  backend: Backend,
  handlers: { matching?: () => Promise<void>; translate?: (id: string) => Promise<void> },
  redis?: string,
): Promise<JobBus> {
  const bus = new JobBus(
    { redisUrl: backend === 'redis' ? (redis ?? redisUrl()) : undefined, databaseUrl: database.url, works: true },
    createLog('silent'),
  );
  bus.handle('run-matching', () => handlers.matching?.() ?? Promise.resolve());
  bus.handle('translate-inbound', async ({ deliveryIds }) => {
    for (const deliveryId of deliveryIds) await handlers.translate?.(deliveryId);
  });
  bus.handle('send-message', () => Promise.resolve());
  await bus.start();
  return bus;
}

onBothBackends('jobs', (backend) => {
  it('runs a handler for each wake-up', async () => {
    const seen: string[] = [];
    const bus = await aBus(backend, { translate: async (id) => void seen.push(id) });
    await Promise.all(['a', 'b', 'c'].map((deliveryId) => bus.add('translate-inbound', { deliveryIds: [deliveryId] })));
    await until('all ran', () => seen.length === 3);
    expect(seen.sort()).toEqual(['a', 'b', 'c']);
    await bus.stop();
  });

  it('folds a burst of triggers into few passes, and never drops one that arrives during a pass', async () => {
    let passes = 0;
    let finish!: () => void;
    const firstPass = new Promise<void>((resolve) => (finish = resolve));
    const bus = await aBus(backend, {
      matching: async () => {
        passes++;
        if (passes === 1) await firstPass;
      },
    });
    await bus.add('run-matching', { because: 'first' });
    await until('the first pass runs', () => passes === 1);
    for (let n = 0; n < 20; n++) await bus.add('run-matching', { because: `during ${n}` });
    finish();
    await until('a pass follows', () => passes === 2);
    await bus.add('run-matching', { because: 'after' });
    await until('and again after it', () => passes >= 3);
    expect(passes).toBeLessThanOrEqual(4);
    await bus.stop();
  });

  it('goes on after a handler that fails', async () => {
    const seen: string[] = [];
    const bus = await aBus(backend, {
      translate: async (id) => {
        if (id === 'poison') throw new Error('poison');
        seen.push(id);
      },
    });
    await bus.add('translate-inbound', { deliveryIds: ['poison'] });
    await bus.add('translate-inbound', { deliveryIds: ['good'] });
    await until('the good one ran', () => seen.includes('good'));
    await bus.stop();
  });
});

const onRedis = process.env['THROUGHLINE_TEST_REDIS'] ? describe : describe.skip;
onRedis('jobs while Redis is in trouble', () => {
  let redis: OwnRedis;
  beforeAll(async () => void (redis = await startOwnRedis()));
  afterAll(() => redis.kill());

  it('does the work itself while Redis is down, and by job again when it is back', async () => {
    const seen: string[] = [];
    const bus = await aBus('redis', { translate: async (id) => void seen.push(id) }, redis.url);
    await redis.kill();
    await bus.addOrRun('translate-inbound', { deliveryIds: ['while down'] });
    expect(seen).toEqual(['while down']);
    expect(await bus.ready()).toBe(false);
    await redis.revive();
    await until('jobs run again', async () => {
      await bus.add('translate-inbound', { deliveryIds: ['back'] });
      return seen.includes('back');
    });
    await bus.stop();
  });

  it('survives FLUSHALL: later wake-ups run, coalesced ones too', async () => {
    let passes = 0;
    const bus = await aBus('redis', { matching: async () => void passes++ }, redis.url);
    await bus.add('run-matching', { because: 'before' });
    await until('ran', () => passes === 1);
    await redis.flush();
    await bus.add('run-matching', { because: 'after' });
    await until('ran again', () => passes === 2);
    await bus.stop();
  });
});

it('refuses to start without a handler for every job, and with two for one', async () => {
  const bus = new JobBus({ redisUrl: undefined, databaseUrl: database.url, works: true }, createLog('silent'));
  bus.handle('send-message', () => Promise.resolve());
  expect(() => bus.assertComplete()).toThrow('no handler for jobs run-matching, translate-inbound');
  expect(() => bus.handle('send-message', () => Promise.resolve())).toThrow('two handlers');
});
