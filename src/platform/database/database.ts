import type { Pool, PoolClient, QueryResult } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { isSerializationTrouble } from './errors.js';
import type { Collector, Sql, Tx } from './tx.js';

interface Runs {
  query(config: { text: string; values?: unknown[]; name?: string }): Promise<QueryResult>;
}

class Statements implements Sql {
  constructor(private readonly on: Runs) {}

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.on.query({ text, values: values as unknown[] })).rows as Row[];
  }

  async run(text: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.on.query({ text, values: values as unknown[] })).rowCount ?? 0;
  }

  async prepared<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.on.query({ name, text, values: values as unknown[] })).rows as Row[];
  }
}

class OpenTransaction extends Statements implements Tx {
  readonly followUps: (() => void)[] = [];
  private readonly collected = new Map<Collector<unknown>, unknown[]>();

  collect<Row>(into: Collector<Row>, rows: readonly Row[]): void {
    const collector = into as Collector<unknown>;
    this.collected.set(collector, [...(this.collected.get(collector) ?? []), ...rows]);
  }

  async flush(): Promise<void> {
    for (const [collector, rows] of this.collected) await collector.flush(this, rows);
    this.collected.clear();
  }

  afterCommit(act: () => void): void {
    this.followUps.push(act);
  }
}

const maxTries = 4;

/**
 * PostgreSQL as the record rooms see it: single statements, and transactions whose follow-ups run after commit.
 * It shares TypeORM's pool, so entities and hand-written SQL never compete for two sets of connections.
 */
export class Database extends Statements {
  private readonly pool: Pool;

  constructor(readonly dataSource: DataSource) {
    const pool = (dataSource.driver as unknown as { master: Pool }).master;
    super(pool);
    this.pool = pool;
  }

  /**
   * Runs `work` in one READ COMMITTED transaction. A deadlock or serialization failure is tried again from the start,
   * so `work` must have no effect outside `tx`. A politely lost claim is a result of `work`, not an error.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt >= maxTries || !isSerializationTrouble(error)) throw error;
      }
    }
  }

  /** A transaction with TypeORM's entity manager beside the same `tx`; for records kept by entities. */
  async entityTransaction<T>(work: (manager: EntityManager, tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const tx = new OpenTransaction((await runner.connect()) as PoolClient);
    try {
      await runner.startTransaction();
      const result = await work(runner.manager, tx);
      await tx.flush();
      await runner.commitTransaction();
      runFollowUps(tx);
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** A connection of one's own, for advisory locks and LISTEN. The caller releases it. */
  connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  private async once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const tx = new OpenTransaction(client);
    let broken: Error | undefined;
    // A connection that PostgreSQL drops between two statements must fail this transaction, not the process.
    const lost = (error: Error): void => void (broken = error);
    client.on('error', lost);
    try {
      await client.query('BEGIN');
      const result = await work(tx);
      await tx.flush();
      await client.query('COMMIT');
      runFollowUps(tx);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }
}

function runFollowUps(tx: OpenTransaction): void {
  for (const act of tx.followUps) act();
}
