import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an inbox knows of its vendor, in which order deliveries are read, and what of a message has left. */
export class ChannelsInFull20261122001000 implements MigrationInterface {
  name = 'ChannelsInFull20261122001000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE inboxes ADD COLUMN provider text, ADD COLUMN connection_sealed bytea,
        ADD COLUMN templates jsonb NOT NULL DEFAULT '[]'`);

    await db.query(`ALTER TABLE inbound_deliveries ADD COLUMN order_key text`);
    // Small however long the history grows: a delivery leaves it with its outcome.
    await db.query(`
      CREATE INDEX inbound_deliveries_order ON inbound_deliveries (inbox_id, order_key, id)
      WHERE state = 'received' AND order_key IS NOT NULL`);

    await db.query(`
      ALTER TABLE outbound_sends ADD COLUMN uncounted int NOT NULL DEFAULT 0, ADD COLUMN retries int NOT NULL DEFAULT 0`);
    await db.query(`CREATE INDEX outbound_sends_open ON outbound_sends (created_at, message_id) WHERE state <> 'sent'`);

    await db.query(`
      CREATE TABLE outbound_parts (
        message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        part int NOT NULL,
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        external_id text,
        state text NOT NULL DEFAULT 'sent',
        reason text,
        sent_at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (message_id, part),
        CONSTRAINT outbound_parts_state_known CHECK (state IN ('sent', 'delivered', 'read', 'failed'))
      )`);
    await db.query(
      `CREATE INDEX outbound_parts_external ON outbound_parts (inbox_id, external_id) WHERE external_id IS NOT NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE outbound_parts`);
    await db.query(`DROP INDEX outbound_sends_open`);
    await db.query(`ALTER TABLE outbound_sends DROP COLUMN uncounted, DROP COLUMN retries`);
    await db.query(`DROP INDEX inbound_deliveries_order`);
    await db.query(`ALTER TABLE inbound_deliveries DROP COLUMN order_key`);
    await db.query(`ALTER TABLE inboxes DROP COLUMN provider, DROP COLUMN connection_sealed, DROP COLUMN templates`);
  }
}
