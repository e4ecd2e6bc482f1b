import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers were told about their wait, what came of it, and what was learnt. */
export class WaitPromises20261122000600 implements MigrationInterface {
  name = 'WaitPromises20261122000600';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE wait_promises (
        conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        epoch int NOT NULL,
        queue_id uuid NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
        made_at timestamptz NOT NULL DEFAULT app_now(),
        ahead int NOT NULL,
        from_ms bigint NOT NULL,
        to_ms bigint NOT NULL,
        actual_ms bigint,
        scored_at timestamptz,
        PRIMARY KEY (conversation_id, epoch)
      )`);
    await db.query(`CREATE INDEX wait_promises_open ON wait_promises (made_at) WHERE scored_at IS NULL`);
    await db.query(`CREATE INDEX wait_promises_queue ON wait_promises (queue_id, made_at)`);
    await db.query(`
      CREATE TABLE wait_calibrations (
        queue_id uuid NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
        day date NOT NULL,
        promised int NOT NULL,
        inside int NOT NULL,
        coverage double precision,
        widen double precision NOT NULL,
        pace double precision NOT NULL,
        PRIMARY KEY (queue_id, day)
      )`);
    await db.query(`CREATE INDEX assignments_queue_ended ON assignments (queue_id, ended_at DESC) WHERE ended_at IS NOT NULL`);
    await db.query(`CREATE INDEX assignments_queue_started ON assignments (queue_id, started_at DESC)`);
    // The service level of the live board.
    await db.query(
      `CREATE INDEX conversation_targets_judged ON conversation_targets (queue_id, (coalesce(met_at, breached_at))) WHERE kind = 'first_reply'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX conversation_targets_judged`);
    await db.query(`DROP INDEX assignments_queue_started`);
    await db.query(`DROP INDEX assignments_queue_ended`);
    await db.query(`DROP TABLE wait_calibrations`);
    await db.query(`DROP TABLE wait_promises`);
  }
}
