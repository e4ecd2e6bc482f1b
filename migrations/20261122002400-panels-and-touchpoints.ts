import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What other systems show beside a conversation, where a customer's way led before, and which pages they look at. */
export class PanelsAndTouchpoints20261122002400 implements MigrationInterface {
  name = 'PanelsAndTouchpoints20261122002400';

  async up(db: QueryRunner): Promise<void> {
    await this.panels(db);
    await this.touchpoints(db);
    await db.query(`
      CREATE TABLE page_views (
        id uuid PRIMARY KEY,
        identity_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        inbox_id uuid NOT NULL,
        url text NOT NULL,
        title text,
        seen_at timestamptz NOT NULL DEFAULT app_now(),
        last_seen_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX page_views_identity ON page_views (identity_id, last_seen_at)`);
    await db.query(`CREATE INDEX page_views_customer ON page_views (customer_id, last_seen_at)`);
    await db.query(`CREATE INDEX page_views_old ON page_views (last_seen_at)`);
  }

  private async panels(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE panels (
        id uuid PRIMARY KEY,
        key text NOT NULL CONSTRAINT panels_key_key UNIQUE,
        name text NOT NULL,
        url text NOT NULL,
        secret_sealed bytea NOT NULL,
        timeout_ms int NOT NULL CHECK (timeout_ms BETWEEN 100 AND 5000),
        cache_ms int NOT NULL CHECK (cache_ms >= 0),
        identity_kinds text[] NOT NULL DEFAULT '{}',
        signs_answers boolean NOT NULL DEFAULT false,
        enabled boolean NOT NULL DEFAULT true,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`
      CREATE TABLE panel_answers (
        panel_id uuid NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
        customer_id uuid NOT NULL,
        told text NOT NULL,
        content jsonb,
        as_of timestamptz,
        tried_at timestamptz NOT NULL,
        fault text,
        PRIMARY KEY (panel_id, customer_id),
        CHECK ((content IS NULL) = (as_of IS NULL))
      )`);
    await db.query(`CREATE INDEX panel_answers_customer ON panel_answers (customer_id)`);
    await db.query(`CREATE INDEX panel_answers_old ON panel_answers (tried_at)`);
  }

  private async touchpoints(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE touchpoints (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        external_id text NOT NULL,
        kind text NOT NULL,
        title text,
        channel text,
        is_primary boolean NOT NULL,
        data jsonb NOT NULL DEFAULT '{}',
        occurred_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT touchpoints_source_external UNIQUE (source, external_id)
      )`);
    // The time stands in the key, so that the last of a person with thousands are read without sorting them.
    await db.query(`
      CREATE TABLE touchpoint_keys (
        kind text NOT NULL,
        value text NOT NULL,
        occurred_at timestamptz NOT NULL,
        touchpoint_id uuid NOT NULL REFERENCES touchpoints (id) ON DELETE CASCADE,
        PRIMARY KEY (kind, value, occurred_at, touchpoint_id)
      )`);
    await db.query(`CREATE INDEX touchpoint_keys_touchpoint ON touchpoint_keys (touchpoint_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['page_views', 'touchpoint_keys', 'touchpoints', 'panel_answers', 'panels'])
      await db.query(`DROP TABLE ${table}`);
  }
}
