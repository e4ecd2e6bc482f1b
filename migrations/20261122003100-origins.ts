import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where each field of a customer's record comes from, and since when: by its name, attributes as `attributes.city`. */
export class Origins20261122003100 implements MigrationInterface {
  name = 'Origins20261122003100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE customers ADD COLUMN origins jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE customers DROP COLUMN origins');
  }
}
