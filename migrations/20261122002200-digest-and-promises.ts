import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Promises that remind: where each was said, in whose zone it is due, whether it was broken, and when somebody must next be
 * told. And what became of the promises that were recognised in messages.
 */
export class DigestAndPromises20261122002200 implements MigrationInterface {
  name = 'DigestAndPromises20261122002200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE promises
        ADD source_message_id uuid REFERENCES messages (id),
        ADD zone text,
        ADD broken_at timestamptz,
        ADD broken_by uuid,
        ADD broken_reason text,
        ADD remind_at timestamptz,
        ADD reminder_stage int NOT NULL DEFAULT 0 CHECK (reminder_stage BETWEEN 0 AND 2),
        ADD CONSTRAINT promises_kept_or_broken CHECK (kept_at IS NULL OR broken_at IS NULL)`);
    // Those whose moment is long over remind nobody now: they stand in the overdue list.
    await db.query(`UPDATE promises SET remind_at = due_at, reminder_stage = 1 WHERE kept_at IS NULL AND due_at > app_now()`);
    await db.query(`CREATE INDEX promises_reminders ON promises (remind_at) WHERE remind_at IS NOT NULL`);
    await db.query(`CREATE INDEX promises_due ON promises ((coalesce(due_at, 'infinity'::timestamptz)), id)`);
    await db.query(`
      CREATE TABLE promise_decisions (
        message_id uuid NOT NULL REFERENCES messages (id),
        ordinal int NOT NULL CHECK (ordinal BETWEEN 0 AND 99),
        outcome text NOT NULL CHECK (outcome IN ('accepted', 'dismissed')),
        promise_id uuid REFERENCES promises (id),
        decided_by uuid,
        decided_at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (message_id, ordinal),
        CHECK ((outcome = 'accepted') = (promise_id IS NOT NULL))
      )`);
    await db.query(`CREATE INDEX promise_decisions_promise ON promise_decisions (promise_id) WHERE promise_id IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE promise_decisions`);
    await db.query(`DROP INDEX promises_due`);
    await db.query(`DROP INDEX promises_reminders`);
    await db.query(`
      ALTER TABLE promises DROP CONSTRAINT promises_kept_or_broken, DROP source_message_id, DROP zone, DROP broken_at,
        DROP broken_by, DROP broken_reason, DROP remind_at, DROP reminder_stage`);
  }
}
