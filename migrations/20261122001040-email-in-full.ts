import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Mail in full: how far each IMAP mailbox is read and how it does, addresses that mail no longer goes to, and which
 * conversations were told that nobody is there.
 */
export class EmailInFull20261122001040 implements MigrationInterface {
  name = 'EmailInFull20261122001040';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE mailboxes (
        inbox_id uuid PRIMARY KEY REFERENCES inboxes (id),
        account text NOT NULL,
        uid_validity text,
        last_uid bigint NOT NULL DEFAULT 0 CHECK (last_uid >= 0),
        backlog_until bigint NOT NULL DEFAULT 0 CHECK (backlog_until >= 0),
        begun_at timestamptz NOT NULL DEFAULT app_now(),
        state text NOT NULL DEFAULT 'connecting' CHECK (state IN ('connecting', 'connected', 'failed')),
        idles boolean NOT NULL DEFAULT false,
        error_code text,
        error_detail text,
        warning text,
        failures int NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT app_now(),
        connected_at timestamptz,
        last_poll_at timestamptz,
        last_mail_at timestamptz,
        CHECK ((state = 'failed') = (error_code IS NOT NULL))
      )`);
    await db.query(`
      CREATE TABLE suppressed_addresses (
        address text PRIMARY KEY,
        reason text NOT NULL,
        inbox_id uuid REFERENCES inboxes (id),
        message_id uuid,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query('CREATE INDEX suppressed_addresses_recent ON suppressed_addresses (created_at DESC, address)');
    await db.query(`
      CREATE TABLE mail_auto_replies (
        conversation_id uuid PRIMARY KEY,
        message_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE mail_auto_replies');
    await db.query('DROP TABLE suppressed_addresses');
    await db.query('DROP TABLE mailboxes');
  }
}
