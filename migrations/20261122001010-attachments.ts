import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The files of messages: what was uploaded, what a vendor or a mail still holds for us, and where its bytes are. */
export class Attachments20261122001010 implements MigrationInterface {
  name = 'Attachments20261122001010';

  async up(db: QueryRunner): Promise<void> {
    // A message that is erased lets go of its files, and the sweep takes rows and blobs that nothing holds.
    await db.query(`
      CREATE TABLE attachments (
        id uuid PRIMARY KEY,
        message_id uuid REFERENCES messages (id) ON DELETE SET NULL,
        position int NOT NULL DEFAULT 0,
        inbox_id uuid REFERENCES inboxes (id),
        uploaded_by_type text,
        uploaded_by_id uuid,
        kind text NOT NULL,
        state text NOT NULL,
        reason text,
        name text NOT NULL,
        content_type text NOT NULL,
        size_bytes bigint NOT NULL DEFAULT 0,
        inline boolean NOT NULL DEFAULT false,
        content_id text,
        sha256 text,
        storage_key text,
        thumbnail_key text,
        width int,
        height int,
        source_sealed bytea,
        attempts int NOT NULL DEFAULT 0,
        due_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        expires_at timestamptz,
        CONSTRAINT attachments_kind_known CHECK (kind IN ('image', 'audio', 'video', 'file', 'sticker')),
        CONSTRAINT attachments_state_known CHECK (state IN ('pending', 'stored', 'refused', 'failed')),
        CONSTRAINT attachments_stored_somewhere CHECK (state <> 'stored' OR (storage_key IS NOT NULL AND sha256 IS NOT NULL))
      )`);
    await db.query(`CREATE INDEX attachments_message ON attachments (message_id, position) WHERE message_id IS NOT NULL`);
    await db.query(`CREATE INDEX attachments_due ON attachments (due_at) WHERE due_at IS NOT NULL`);
    await db.query(`CREATE INDEX attachments_unused ON attachments (coalesce(expires_at, created_at)) WHERE message_id IS NULL`);
    await db.query(`CREATE INDEX attachments_owner ON attachments (uploaded_by_id) WHERE message_id IS NULL`);
    await db.query(`CREATE INDEX attachments_content ON attachments (sha256) WHERE state = 'stored'`);
    await db.query(`CREATE INDEX attachments_blob ON attachments (storage_key) WHERE storage_key IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE attachments`);
  }
}
