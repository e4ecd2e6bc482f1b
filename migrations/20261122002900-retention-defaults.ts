import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is worth nothing after a while is not kept for ever unless somebody says so; a rule that was set before stays as it is. */
export class RetentionDefaults20261122002900 implements MigrationInterface {
  name = 'RetentionDefaults20261122002900';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `INSERT INTO retention_rules (kind, days) VALUES ('page_visits', 30), ('panel_answers', 7) ON CONFLICT (kind) DO NOTHING`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DELETE FROM retention_rules WHERE kind IN ('panel_answers', 'touchpoints', 'facts')`);
  }
}
