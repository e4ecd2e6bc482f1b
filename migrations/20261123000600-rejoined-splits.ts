import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A split can be undone: what was split off points to where it was put back, and stays on record. */
export class RejoinedSplits20261123000600 implements MigrationInterface {
  name = 'RejoinedSplits20261123000600';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE conversations ADD COLUMN rejoined_at timestamptz`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE conversations DROP COLUMN rejoined_at`);
  }
}
