import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Consents, exports, erasures with their tombstones, and rules for how long each kind of data is kept. */
export class Privacy20261122002500 implements MigrationInterface {
  name = 'Privacy20261122002500';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE customers ADD COLUMN erased_at timestamptz`);
    // No foreign key: a visitor may consent before the first message makes them a customer.
    await db.query(`
      CREATE TABLE consents (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        purpose text NOT NULL,
        granted boolean NOT NULL,
        source text NOT NULL,
        evidence jsonb NOT NULL DEFAULT '{}',
        actor_type text NOT NULL,
        actor_id uuid,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX consents_customer ON consents (customer_id, purpose, at DESC, id DESC)`);
    await db.query(`
      CREATE TABLE customer_exports (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        state text NOT NULL DEFAULT 'queued',
        stage int NOT NULL DEFAULT 0,
        after_id uuid,
        parts int NOT NULL DEFAULT 0,
        files jsonb NOT NULL DEFAULT '[]',
        counts jsonb NOT NULL DEFAULT '{}',
        size_bytes bigint,
        sha256 text,
        attempts int NOT NULL DEFAULT 0,
        due_at timestamptz DEFAULT app_now(),
        requested_by_type text NOT NULL,
        requested_by_id uuid,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        finished_at timestamptz,
        expires_at timestamptz,
        CONSTRAINT customer_exports_state_known CHECK (state IN ('queued', 'running', 'done', 'failed', 'expired'))
      )`);
    await db.query(`CREATE INDEX customer_exports_due ON customer_exports (due_at) WHERE due_at IS NOT NULL`);
    await db.query(`CREATE INDEX customer_exports_customer ON customer_exports (customer_id)`);
    await db.query(`
      CREATE TABLE erasures (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        member_ids uuid[] NOT NULL,
        reason text NOT NULL,
        state text NOT NULL DEFAULT 'running',
        stage int NOT NULL DEFAULT 0,
        counts jsonb NOT NULL DEFAULT '{}',
        ids_sha256 text NOT NULL,
        attempts int NOT NULL DEFAULT 0,
        due_at timestamptz DEFAULT app_now(),
        requested_by_type text NOT NULL,
        requested_by_id uuid,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        finished_at timestamptz,
        CONSTRAINT erasures_state_known CHECK (state IN ('running', 'done'))
      )`);
    await db.query(`CREATE UNIQUE INDEX erasures_customer_key ON erasures (customer_id)`);
    await db.query(`CREATE INDEX erasures_due ON erasures (due_at) WHERE due_at IS NOT NULL`);
    await db.query(`
      CREATE TABLE tombstones (
        key_hash text NOT NULL,
        erasure_id uuid NOT NULL REFERENCES erasures (id),
        kind text NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (key_hash, erasure_id)
      )`);
    await db.query(`
      CREATE TABLE retention_rules (
        kind text PRIMARY KEY,
        days int NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        last_run_at timestamptz,
        removed bigint NOT NULL DEFAULT 0,
        version int NOT NULL DEFAULT 1,
        changed_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT retention_rules_days_range CHECK (days BETWEEN 1 AND 36500)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['retention_rules', 'tombstones', 'erasures', 'customer_exports', 'consents'])
      await db.query(`DROP TABLE ${table}`);
    await db.query(`ALTER TABLE customers DROP COLUMN erased_at`);
  }
}
