import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who might be the same person: words to search by, suggestions for a person to decide, keys that several people use, which
 * splits a merge made, and tables of customers that are read in.
 */
export class IdentitySuggestions20261122002000 implements MigrationInterface {
  name = 'IdentitySuggestions20261122002000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE shared_keys (
        kind text NOT NULL,
        value text NOT NULL,
        marked_by uuid,
        at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (kind, value)
      )`);
    await db.query(`
      CREATE TABLE customer_devices (
        customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
        device text NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (customer_id, device)
      )`);
    // The key first: a search reads a few short runs of this index and nothing else.
    await db.query(`
      CREATE TABLE identity_blocks (
        key text NOT NULL,
        customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
        PRIMARY KEY (key, customer_id)
      )`);
    await db.query(`CREATE INDEX identity_blocks_customer ON identity_blocks (customer_id)`);
    await db.query(`
      CREATE TABLE identity_block_marks (
        customer_id uuid PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
        version int NOT NULL,
        built_at timestamptz NOT NULL
      )`);
    await db.query(`
      CREATE TABLE identity_suggestions (
        id uuid PRIMARY KEY,
        low_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
        high_id uuid NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
        score double precision NOT NULL,
        parts jsonb NOT NULL,
        state text NOT NULL DEFAULT 'open',
        decided_by uuid,
        decided_at timestamptz,
        merge_id uuid REFERENCES customer_merges (id),
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT identity_suggestions_ordered CHECK (low_id < high_id),
        CONSTRAINT identity_suggestions_state_known CHECK (state IN ('open', 'accepted', 'dismissed')),
        CONSTRAINT identity_suggestions_decided CHECK ((state = 'open') = (decided_at IS NULL))
      )`);
    await db.query(`CREATE UNIQUE INDEX identity_suggestions_pair ON identity_suggestions (low_id, high_id)`);
    await db.query(`CREATE INDEX identity_suggestions_high ON identity_suggestions (high_id)`);
    await db.query(`CREATE INDEX identity_suggestions_open ON identity_suggestions (score DESC, id DESC) WHERE state = 'open'`);
    // A split that a merge made is taken back by its undo; one that a person made stays.
    await db.query(`
      CREATE TABLE merge_splits (
        conversation_id uuid PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`
      INSERT INTO merge_splits (conversation_id)
      SELECT DISTINCT c.id FROM customer_merges m JOIN conversations c ON c.id = (m.before -> 'split' ->> 'conversationId')::uuid
      WHERE m.undone_at IS NULL AND c.split_from_id = (m.before -> 'split' ->> 'fromId')::uuid`);
    await this.imports(db);
  }

  private async imports(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE customer_imports (
        id uuid PRIMARY KEY,
        dry_run boolean NOT NULL,
        state text NOT NULL DEFAULT 'running',
        total int NOT NULL,
        columns jsonb NOT NULL,
        ignored text[] NOT NULL DEFAULT '{}',
        default_country text,
        started_by_type text NOT NULL,
        started_by uuid,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        finished_at timestamptz,
        CONSTRAINT customer_imports_state_known CHECK (state IN ('running', 'done'))
      )`);
    await db.query(`CREATE INDEX customer_imports_running ON customer_imports (created_at) WHERE state = 'running'`);
    await db.query(`
      CREATE TABLE customer_import_rows (
        import_id uuid NOT NULL REFERENCES customer_imports (id) ON DELETE CASCADE,
        line int NOT NULL,
        fields jsonb NOT NULL,
        outcome text,
        reason text,
        customer_id uuid REFERENCES customers (id) ON DELETE SET NULL,
        matched_line int,
        PRIMARY KEY (import_id, line),
        CONSTRAINT customer_import_rows_outcome_known CHECK (outcome IN ('created', 'matched', 'suggested', 'refused'))
      )`);
    await db.query(`CREATE INDEX customer_import_rows_due ON customer_import_rows (import_id, line) WHERE outcome IS NULL`);
    await db.query(
      `CREATE INDEX customer_import_rows_customer ON customer_import_rows (customer_id) WHERE customer_id IS NOT NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of [
      'customer_import_rows',
      'customer_imports',
      'merge_splits',
      'identity_suggestions',
      'identity_block_marks',
      'identity_blocks',
      'customer_devices',
      'shared_keys',
    ])
      await db.query(`DROP TABLE ${table}`);
  }
}
