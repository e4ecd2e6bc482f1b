import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a supervisor must see: raised once, shown until it is over. */
export class Alerts20261122000010 implements MigrationInterface {
  name = 'Alerts20261122000010';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE alerts (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        key text NOT NULL,
        queue_id uuid REFERENCES queues (id) ON DELETE CASCADE,
        conversation_id uuid REFERENCES conversations (id),
        agent_id uuid REFERENCES agents (id) ON DELETE CASCADE,
        data jsonb NOT NULL DEFAULT '{}',
        raised_at timestamptz NOT NULL DEFAULT app_now(),
        cleared_at timestamptz
      )`);
    await db.query(`CREATE UNIQUE INDEX alerts_live ON alerts (kind, key) WHERE cleared_at IS NULL`);
    await db.query(`CREATE INDEX alerts_raised ON alerts (raised_at DESC, id DESC)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE alerts`);
  }
}
