import type { Database } from '../database/database.js';
import { LeaderLock } from '../database/leader-lock.js';
import type { Log } from '../logging/log.js';

const sweepLock = 7_244_003;
const everyMs = 500;
/** One task may begin in each step, so that ten of them never ask the database at the same moment. */
const stepMs = 50;

type Task = () => Promise<void>;

interface Registered {
  name: string;
  task: Task;
  everyMs: number;
  nextAt: number;
  running: Promise<void> | undefined;
}

/**
 * The net under every wake-up: twice a second, in one process of the deployment, each task asks PostgreSQL what is
 * due. Driven by a process timer, never by a BullMQ scheduler: those are lost with Redis.
 */
export class Sweep {
  private readonly tasks: Registered[] = [];
  private readonly lock: LeaderLock;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {
    this.lock = new LeaderLock(db, sweepLock, log);
  }

  /** `task` must be quick where nothing is due, and repeatable. */
  register(name: string, task: Task, interval = everyMs): void {
    this.tasks.push({ name, task, everyMs: interval, nextAt: 0, running: undefined });
  }

  async start(): Promise<void> {
    await this.lock.start();
    this.timer = setInterval(() => this.tick(), stepMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.tasks.map((one) => one.running ?? Promise.resolve()));
    await this.lock.stop();
  }

  /** One round now, for tests that move the clock; the same code the timer runs. */
  async runNow(): Promise<void> {
    for (const one of this.tasks) {
      await one.running;
      await this.run(one);
    }
  }

  /** Tasks do not wait for each other: a slow mail server must not keep offers from expiring. */
  private tick(): void {
    if (!this.lock.leads) return;
    const now = performance.now();
    const due = this.tasks.filter((one) => !one.running && now >= one.nextAt).sort((a, b) => a.nextAt - b.nextAt)[0];
    if (!due) return;
    due.nextAt = now + due.everyMs - stepMs / 2;
    void this.run(due);
  }

  private run(one: Registered): Promise<void> {
    one.running = one
      .task()
      .catch((error: unknown) => this.log.warn({ err: error, task: one.name }, 'a sweep task failed; it is tried again'))
      .finally(() => (one.running = undefined));
    return one.running;
  }
}
