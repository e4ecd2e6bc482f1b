import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When queues are open, and what customers are promised in that time. */
export class BusinessHours20261122000100 implements MigrationInterface {
  name = 'BusinessHours20261122000100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE business_hours (
        id uuid PRIMARY KEY,
        key text NOT NULL,
        name text NOT NULL,
        time_zone text NOT NULL,
        intervals jsonb NOT NULL DEFAULT '[]',
        holidays jsonb NOT NULL DEFAULT '[]',
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX business_hours_key_key ON business_hours (key)`);
    await db.query(`ALTER TABLE queues ADD CONSTRAINT queues_hours_fk FOREIGN KEY (hours_id) REFERENCES business_hours (id)`);
    await db.query(`CREATE INDEX queues_hours_change ON queues (hours_change_at) WHERE hours_change_at IS NOT NULL`);
    await this.targets(db);
  }

  private async targets(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE conversation_targets (
        conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        kind text NOT NULL,
        started_at timestamptz NOT NULL,
        queue_id uuid NOT NULL REFERENCES queues (id),
        target_ms bigint,
        rule text NOT NULL,
        due_at timestamptz,
        warn_at timestamptz,
        warned_at timestamptz,
        met_at timestamptz,
        breached_at timestamptz,
        stopped_at timestamptz,
        PRIMARY KEY (conversation_id, kind, started_at),
        CONSTRAINT conversation_targets_kind_known CHECK (kind IN ('first_reply', 'next_reply', 'resolution'))
      )`);
    await db.query(
      `CREATE UNIQUE INDEX conversation_targets_live ON conversation_targets (conversation_id, kind) WHERE met_at IS NULL AND stopped_at IS NULL`,
    );
    await db.query(
      `CREATE INDEX conversation_targets_due ON conversation_targets (due_at) WHERE breached_at IS NULL AND (met_at IS NULL OR met_at > due_at)`,
    );
    await db.query(
      `CREATE INDEX conversation_targets_warn ON conversation_targets (warn_at)
       WHERE met_at IS NULL AND stopped_at IS NULL AND warned_at IS NULL AND breached_at IS NULL`,
    );
    // The net looks at what is open in queues with targets, never at what was closed long ago.
    await db.query(`CREATE INDEX conversations_open ON conversations (queue_id) WHERE status <> 'closed'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX conversations_open`);
    await db.query(`DROP TABLE conversation_targets`);
    await db.query(`DROP INDEX queues_hours_change`);
    await db.query(`ALTER TABLE queues DROP CONSTRAINT queues_hours_fk`);
    await db.query(`UPDATE queues SET hours_id = NULL, closed_until = NULL, hours_change_at = NULL`);
    await db.query(`DROP TABLE business_hours`);
  }
}
