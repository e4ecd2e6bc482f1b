import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What came in and was not read is counted and listed again and again: an index that holds nothing else. */
export class UnreadDeliveries20261123000500 implements MigrationInterface {
  name = 'UnreadDeliveries20261123000500';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX inbound_deliveries_unread ON inbound_deliveries (received_at DESC, id DESC)
        WHERE state IN ('unrecognised', 'refused', 'failed')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX inbound_deliveries_unread`);
  }
}
