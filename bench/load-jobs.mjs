// Raw BullMQ on the same backend, for the ratio: jobs that do nothing, added and processed with a concurrency of 50.
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { input } from './stage.mjs';

const { databaseUrl, redisUrl, jobs, adders = 50 } = await input();
const name = 'bench-noop';
// The same setting as the product's own pool: a job is only a wake-up, and nobody waits for the disk on its account.
const pool = redisUrl
  ? undefined
  : new pg.Pool({ connectionString: databaseUrl, max: 20, options: '-c search_path=bullmq -c synchronous_commit=off' });
const connection = () => pool ?? new Redis(redisUrl, { maxRetriesPerRequest: null });
const more = pool ? [createPostgresBackend] : [];
const queue = new Queue(name, { connection: connection() }, ...more);
let done = 0;
let finish;
const finished = new Promise((resolve) => (finish = resolve));
const work = async () => {
  done += 1;
  if (done === jobs) finish();
};
const worker = new Worker(name, work, { connection: connection(), concurrency: 50 }, ...more);
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
const started = performance.now();
let next = 0;
const add = async () => {
  while (next < jobs) {
    next += 1;
    await queue.add('noop', {}, { removeOnComplete: true, removeOnFail: true });
  }
};
await Promise.all([...Array.from({ length: adders }, add), finished]);
console.log(JSON.stringify({ jobs, perSecond: (jobs * 1000) / (performance.now() - started) }));
process.exit(0);
