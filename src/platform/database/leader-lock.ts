import type { PoolClient } from 'pg';
import type { Log } from '../logging/log.js';
import type { Database } from './database.js';

const retryMs = 1_000;

/**
 * Leadership by a session's advisory lock: at most one process in the deployment holds `key`.
 * The lock dies with its connection, so a killed process is followed within about a second.
 */
export class LeaderLock {
  private client: PoolClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private trying: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly key: number,
    private readonly log: Log,
    private readonly onLead: (client: PoolClient) => Promise<void> | void = () => undefined,
  ) {}

  get leads(): boolean {
    return this.client !== undefined;
  }

  /** Tries now and keeps trying; resolves after the first try. */
  async start(): Promise<void> {
    await this.attempt();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.trying;
    const client = this.client;
    this.client = undefined;
    if (!client) return;
    client.removeAllListeners('error');
    client.on('error', () => undefined);
    await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    client.release(true);
  }

  private attempt(): Promise<void> {
    this.trying = this.tryOnce().catch((error: Error) => this.log.debug({ err: error }, 'leader lock not reached'));
    return this.trying.then(() => {
      if (this.stopped || this.leads) return;
      this.timer = setTimeout(() => void this.attempt(), retryMs);
      this.timer.unref();
    });
  }

  private async tryOnce(): Promise<void> {
    const client = await this.db.connect();
    let leading = false;
    try {
      const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [this.key]);
      if (!rows[0]?.got || this.stopped) return client.release();
      const lost = (error?: Error) => this.lose(client, error);
      client.on('error', lost);
      client.on('end', () => lost());
      this.client = client;
      leading = true;
      await this.onLead(client);
    } catch (error) {
      // Lost already while it was being won: its own handler has let go of it.
      if (this.client === client) this.client = undefined;
      else if (leading) throw error;
      client.release(error as Error);
      throw error;
    }
  }

  private lose(client: PoolClient, error?: Error): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.release(true);
    if (this.stopped) return;
    this.log.warn({ err: error }, 'leadership lost with its database connection; trying again');
    void this.attempt();
  }
}
