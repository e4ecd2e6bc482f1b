import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dead letters for which nothing is to be done: put aside by somebody, in both directions. */
export class DismissedDeliveries20261123000800 implements MigrationInterface {
  name = 'DismissedDeliveries20261123000800';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE outbound_sends ADD COLUMN dismissed_at timestamptz`);
    await db.query(`ALTER TABLE inbound_deliveries ADD COLUMN dismissed_at timestamptz`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE inbound_deliveries DROP COLUMN dismissed_at`);
    await db.query(`ALTER TABLE outbound_sends DROP COLUMN dismissed_at`);
  }
}
