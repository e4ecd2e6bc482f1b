import { type ConnectionOptions, createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type JobMap, type JobName, jobSettings } from '../../contracts/jobs.js';
import type { Log } from '../logging/log.js';
import { describeMissing } from '../outbox/missing.js';
import { newId } from '../ids/new-id.js';

export type JobHandler<N extends JobName> = (data: JobMap[N]) => Promise<void>;

export interface JobBusOptions {
  /** BullMQ on Redis where given, otherwise on PostgreSQL. */
  redisUrl: string | undefined;
  databaseUrl: string;
  /** Whether this process runs handlers (roles worker and all). */
  works: boolean;
}

const addTimeoutMs = 1_000;
/** A worker that was killed holds its jobs until they count as stalled; BullMQ's own 30 s are long for work of milliseconds. */
const stalls = { lockDuration: 10_000, stalledInterval: 5_000 };
const names = Object.keys(jobSettings) as JobName[];

/**
 * Typed wake-ups over BullMQ. A job carries the id of a row that says work is due; losing it costs time until the
 * next sweep, never the work. All queues and workers of the PostgreSQL backend share one pool.
 */
export class JobBus {
  private readonly handlers = new Map<JobName, JobHandler<never>>();
  private readonly queues = new Map<JobName, Queue>();
  private readonly workers: Worker[] = [];
  private pool: pg.Pool | undefined;
  private readonly redises: Redis[] = [];
  private readonly underWay = new Set<Promise<void>>();
  /** Coalesced jobs that run here without the backend; true where another run is wanted after this one. */
  private readonly running = new Map<JobName, boolean>();
  private started = false;
  private stopping = false;

  constructor(
    private readonly options: JobBusOptions,
    private readonly log: Log,
  ) {}

  /** Whether this process runs handlers. */
  get works(): boolean {
    return this.options.works;
  }

  handle<N extends JobName>(name: N, handler: JobHandler<N>): void {
    if (this.handlers.has(name)) throw new Error(`two handlers for job ${name}`);
    this.handlers.set(name, handler as JobHandler<never>);
  }

  assertComplete(): void {
    describeMissing(
      'job',
      'handler',
      names.filter((name) => !this.handlers.has(name)),
    );
  }

  async start(): Promise<void> {
    if (!this.options.redisUrl) this.pool = this.openPool(this.options.databaseUrl);
    for (const name of names) this.queues.set(name, this.openQueue(name));
    if (this.options.works) for (const name of names) this.workers.push(this.openWorker(name));
    await Promise.all([...this.queues.values(), ...this.workers].map((one) => one.waitUntilReady()));
    this.started = true;
  }

  /** Lets running handlers finish, then lets go of the connections. */
  async stop(): Promise<void> {
    this.stopping = true;
    const farewell = this.closeAll();
    // A backend that is away never answers the farewell: then what runs here is finished, and the connections are cut.
    if (await this.ready()) await farewell;
    else farewell.catch(() => undefined);
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    for (const redis of this.redises) redis.disconnect();
    await this.pool?.end();
  }

  private async closeAll(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  /** True where the backend answers. */
  async ready(): Promise<boolean> {
    if (!this.started) return false;
    if (this.pool) return (await this.pool.query('SELECT 1').catch(() => undefined)) !== undefined;
    return (await this.redises[0]?.ping().catch(() => undefined)) === 'PONG';
  }

  /** Adds a wake-up. False where the backend did not take it; the row stays due and the sweep finds it. */
  async add<N extends JobName>(name: N, data: JobMap[N]): Promise<boolean> {
    const queue = this.queues.get(name);
    if (!queue) return false;
    if (this.pool && this.options.works && jobSettings[name].coalesce) return this.coalesceHere(name, data);
    // A trigger that arrives while a pass runs must lead to one more pass: keepLastIfActive, never a fixed job id.
    const deduplication = jobSettings[name].coalesce ? { deduplication: { id: name, keepLastIfActive: true } } : {};
    const adding = queue.add(name, data, { removeOnComplete: true, removeOnFail: true, ...deduplication });
    return withTimeout(adding, addTimeoutMs).then(
      () => true,
      (error: Error) => {
        this.log.warn({ job: name, err: error }, 'a wake-up was not taken; the sweep will find the row');
        return false;
      },
    );
  }

  /** As `add`; where the backend is away and this process works, the handler runs here and now. */
  async addOrRun<N extends JobName>(name: N, data: JobMap[N]): Promise<void> {
    if (!(await this.add(name, data))) await this.run(name, data);
  }

  /** Past the backend: the handler runs here and now, if this process works. Handlers tolerate a second one beside them. */
  async run<N extends JobName>(name: N, data: JobMap[N]): Promise<void> {
    if (this.options.works) await this.runHere(name, data, newId());
  }

  /**
   * On PostgreSQL a coalesced wake-up that arises in a process which works is carried out there: the backend would only hand
   * it back, for three statements and a NOTIFY. One run at a time and one more after it, as the backend would have it.
   */
  private coalesceHere<N extends JobName>(name: N, data: JobMap[N]): boolean {
    if (this.stopping) return false;
    const under = this.running.has(name);
    this.running.set(name, under);
    if (!under) void this.runWhileWanted(name, data);
    return true;
  }

  private async runWhileWanted<N extends JobName>(name: N, data: JobMap[N]): Promise<void> {
    do {
      this.running.set(name, false);
      await this.runHere(name, data, newId());
    } while (this.running.get(name) && !this.stopping);
    this.running.delete(name);
  }

  private async runHere<N extends JobName>(name: N, data: JobMap[N], jobId: string): Promise<void> {
    const handler = this.handlers.get(name) as JobHandler<N> | undefined;
    if (!handler) throw new Error(`no handler for job ${name}`);
    const running = handler(data).catch((error: unknown) => {
      // The row is still due: the failure is told, and the row's own retry rule decides when it is tried again.
      this.log.error({ job: name, jobId, data, err: error }, 'a job failed');
    });
    this.underWay.add(running);
    await running.finally(() => this.underWay.delete(running));
  }

  private openPool(url: string): pg.Pool {
    const pool = new pg.Pool({
      connectionString: url,
      // Each worker keeps one connection for LISTEN; the rest serve all queues and workers together.
      max: names.length * 2 + 6,
      // A wake-up lost in a crash of PostgreSQL is found again by the sweep: nothing here is worth a wait for the disk.
      options: '-c search_path=bullmq -c synchronous_commit=off',
      application_name: 'throughline-jobs',
      keepAlive: true,
    });
    pool.on('error', (error) => this.log.debug({ err: error }, 'an idle job connection ended'));
    // Each queue and each worker listens to the pool they share.
    pool.setMaxListeners(names.length * 4);
    return pool;
  }

  private openQueue(name: JobName): Queue {
    const queue = this.pool
      ? (new Queue(name, { connection: this.pool }, createPostgresBackend) as unknown as Queue)
      : new Queue(name, { connection: this.openRedis({ maxRetriesPerRequest: 1, enableOfflineQueue: true }) });
    queue.on('error', (error) => this.log.debug({ job: name, err: error }, 'job queue trouble'));
    return queue;
  }

  private openWorker(name: JobName): Worker {
    const concurrency = jobSettings[name].concurrency;
    const run = (job: { data: JobMap[JobName]; id?: string }) => this.runHere(name, job.data, job.id ?? '?');
    const worker = this.pool
      ? (new Worker(name, run, { ...stalls, connection: this.pool, concurrency }, createPostgresBackend) as unknown as Worker)
      : new Worker(name, run, { ...stalls, connection: this.openRedis({ maxRetriesPerRequest: null }), concurrency });
    worker.on('error', (error) => this.log.debug({ job: name, err: error }, 'job worker trouble'));
    return worker;
  }

  private openRedis(options: { maxRetriesPerRequest: number | null; enableOfflineQueue?: boolean }): ConnectionOptions {
    const redis = new Redis(this.options.redisUrl!, { ...options, retryStrategy: (times) => Math.min(50 * times, 1_000) });
    redis.on('error', (error) => this.log.debug({ err: error }, 'Redis is not reached'));
    this.redises.push(redis);
    return redis as unknown as ConnectionOptions;
  }
}

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
