import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Traditional and simplified characters are one spelling now: the index is filled anew, and found in meanwhile as it is. */
export class SearchAnew20261123000400 implements MigrationInterface {
  name = 'SearchAnew20261123000400';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`UPDATE search_progress SET position = NULL, filling = 'customer', filled_to = NULL, filled_at = NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await this.up(db);
  }
}
