import type { ActorType } from '../../contracts/words.js';

/** Anything that can run SQL: the pool (each statement on its own) or one open transaction. */
export interface Sql {
  /** Runs a statement and gives its rows. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs a statement and gives the number of rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** As `query`, prepared once per connection under `name`; for the hot paths. */
  prepared<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
}

/** One open transaction. */
export interface Tx extends Sql {
  /** Rows that leave together, in one statement, as the last thing before commit: `flush` gets all of them at once. */
  collect<Row>(into: Collector<Row>, rows: readonly Row[]): void;
  /** Runs after commit, never after a rollback; must not throw, and its loss must be harmless. */
  afterCommit(act: () => void): void;
}

/** Writes what was collected for it during a transaction; compared by identity. */
export interface Collector<Row> {
  flush(tx: Tx, rows: Row[]): Promise<void>;
}

/** Who acts. `id` is the agent, the customer's identity or the API key; null for Throughline itself. */
export interface Actor {
  type: ActorType;
  id: string | null;
}

export const systemActor: Actor = Object.freeze({ type: 'system', id: null });

/** The explicit first argument of every write: who acts, in which transaction. Time is `app_now()` inside it. */
export interface Scope {
  actor: Actor;
  tx: Tx;
}

/**
 * An array parameter for `= ANY(…)` in a prepared statement of a hot path. Given plainly, PostgreSQL counts its elements, finds
 * the plan for these few cheaper than one for any number, and plans anew each time, which costs more than the statement itself.
 * Through a sub-select the guess is the same whatever it holds, and the plan is kept.
 */
export const anyOf = (parameter: `$${number}`, type: 'uuid' | 'text' = 'uuid'): string =>
  `ANY((SELECT ${parameter}::${type}[])::${type}[])`;
