import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an import says beside the outcome of a line: whom it resembles, and what of it was not read as it stands. */
export class ImportReport20261123000300 implements MigrationInterface {
  name = 'ImportReport20261123000300';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE customer_imports ADD COLUMN warnings text[] NOT NULL DEFAULT '{}'`);
    await db.query(`ALTER TABLE customer_import_rows ADD COLUMN warning text, ADD COLUMN resembles jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE customer_import_rows DROP COLUMN warning, DROP COLUMN resembles`);
    await db.query(`ALTER TABLE customer_imports DROP COLUMN warnings`);
  }
}
