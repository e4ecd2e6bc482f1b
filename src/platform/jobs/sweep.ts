import type { Database } from '../database/database.js';
import { LeaderLock } from '../database/leader-lock.js';
import type { Log } from '../logging/log.js';

const sweepLock = 7_244_003;
const everyMs = 500;

type Task = () => Promise<void>;

/**
 * The net under every wake-up: twice a second, in one process of the deployment, each task asks PostgreSQL what is
 * due. Driven by a process timer, never by a BullMQ scheduler: those are lost with Redis.
 */
export class Sweep {
  private readonly tasks: { name: string; task: Task; everyMs: number; nextAt: number }[] = [];
  private readonly lock: LeaderLock;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {
    this.lock = new LeaderLock(db, sweepLock, log);
  }

  /** `task` must be quick where nothing is due, and repeatable. */
  register(name: string, task: Task, interval = everyMs): void {
    this.tasks.push({ name, task, everyMs: interval, nextAt: 0 });
  }

  async start(): Promise<void> {
    await this.lock.start();
    this.timer = setInterval(() => this.tick(), everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.lock.stop();
  }

  /** One round now, for tests that move the clock; the same code the timer runs. */
  async runNow(): Promise<void> {
    await this.running;
    for (const one of this.tasks) await this.runTask(one.name, one.task);
  }

  private tick(): void {
    if (this.running || !this.lock.leads) return;
    const round = this.round().finally(() => (this.running = undefined));
    this.running = round;
  }

  private async round(): Promise<void> {
    const now = performance.now();
    for (const one of this.tasks) {
      if (now < one.nextAt) continue;
      one.nextAt = now + one.everyMs - everyMs / 2;
      await this.runTask(one.name, one.task);
    }
  }

  private async runTask(name: string, task: Task): Promise<void> {
    await task().catch((error: unknown) => this.log.warn({ err: error, task: name }, 'a sweep task failed; it is tried again'));
  }
}
