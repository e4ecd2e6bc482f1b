import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why an item of a plan failed, kept in every language of the pages: whoever reads the record reads another than whoever made it. */
export class ReassignmentTranslations20261123000700 implements MigrationInterface {
  name = 'ReassignmentTranslations20261123000700';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE reassignment_moves ADD COLUMN translations jsonb, ADD COLUMN undo_translations jsonb`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE reassignment_moves DROP COLUMN translations, DROP COLUMN undo_translations`);
  }
}
