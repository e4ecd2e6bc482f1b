import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What must leave the building: announcements, raw deliveries in, sends out, stored answers. */
export class OutboxAndDeliveries20261121000100 implements MigrationInterface {
  name = 'OutboxAndDeliveries20261121000100';

  async up(db: QueryRunner): Promise<void> {
    // Ids are not in commit order; only the relay leader gives a position, gapless, when it publishes.
    await db.query(`
      CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        type text NOT NULL,
        payload jsonb NOT NULL,
        rooms text[] NOT NULL DEFAULT '{}',
        position bigint,
        created_at timestamptz NOT NULL DEFAULT app_now()
      ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000)`);
    await db.query(`CREATE INDEX outbox_unpublished ON outbox (id) WHERE position IS NULL`);
    await db.query(`CREATE UNIQUE INDEX outbox_position_key ON outbox (position) WHERE position IS NOT NULL`);

    await db.query(`
      CREATE TABLE inbound_deliveries (
        id uuid PRIMARY KEY,
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        channel text NOT NULL,
        external_id text NOT NULL,
        state text NOT NULL DEFAULT 'received',
        detail text,
        raw_sealed bytea,
        size_bytes int NOT NULL,
        meta jsonb NOT NULL DEFAULT '{}',
        message_id uuid REFERENCES messages (id),
        attempts int NOT NULL DEFAULT 0,
        due_at timestamptz,
        received_at timestamptz NOT NULL DEFAULT app_now(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT inbound_deliveries_state_known
          CHECK (state IN ('received', 'accepted', 'ignored', 'unsupported', 'unrecognised', 'refused', 'failed'))
      )`);
    await db.query(`CREATE UNIQUE INDEX inbound_deliveries_external_key ON inbound_deliveries (inbox_id, external_id)`);
    await db.query(`CREATE INDEX inbound_deliveries_due ON inbound_deliveries (due_at) WHERE due_at IS NOT NULL`);
    await db.query(`CREATE INDEX inbound_deliveries_recent ON inbound_deliveries (received_at DESC, id DESC)`);
    await db.query(`CREATE INDEX inbound_deliveries_expiry ON inbound_deliveries (expires_at) WHERE raw_sealed IS NOT NULL`);

    await db.query(`
      CREATE TABLE outbound_sends (
        message_id uuid PRIMARY KEY REFERENCES messages (id),
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        channel text NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        attempts int NOT NULL DEFAULT 0,
        due_at timestamptz,
        last_error text,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        sent_at timestamptz,
        CONSTRAINT outbound_sends_state_known CHECK (state IN ('pending', 'sent', 'failed'))
      )`);
    await db.query(`CREATE INDEX outbound_sends_due ON outbound_sends (due_at) WHERE state = 'pending'`);

    await db.query(`
      CREATE TABLE idempotency_keys (
        actor_key text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        status int,
        body jsonb,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (actor_key, key)
      )`);
    await db.query(`CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['idempotency_keys', 'outbound_sends', 'inbound_deliveries', 'outbox'])
      await db.query(`DROP TABLE ${table}`);
  }
}
