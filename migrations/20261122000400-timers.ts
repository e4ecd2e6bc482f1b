import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is on a page of ours, who left the line, and the indexes by which the timers of silence find what is due. */
export class Timers20261122000400 implements MigrationInterface {
  name = 'Timers20261122000400';

  async up(db: QueryRunner): Promise<void> {
    // No foreign keys: a visitor has no row of their own before the first message. Room in the pages for updates in place.
    await db.query(`
      CREATE TABLE visits (
        identity_id uuid NOT NULL,
        process_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        came_at timestamptz NOT NULL DEFAULT app_now(),
        last_seen_at timestamptz NOT NULL DEFAULT app_now(),
        left_at timestamptz,
        PRIMARY KEY (identity_id, process_id)
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX visits_customer ON visits (customer_id)`);
    await db.query(`
      CREATE TABLE departures (
        conversation_id uuid PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        kept boolean NOT NULL,
        waiting_since timestamptz NOT NULL,
        unanswered_since timestamptz,
        deadline_at timestamptz,
        channel text NOT NULL,
        priority int NOT NULL,
        left_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(
      `CREATE INDEX conversations_silent_customer ON conversations (last_outbound_at) WHERE status = 'assigned' AND unanswered_since IS NULL AND last_outbound_at IS NOT NULL`,
    );
    await db.query(`CREATE INDEX conversations_wait_for ON conversations (wait_until) WHERE wait_for_agent_id IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX conversations_wait_for`);
    await db.query(`DROP INDEX conversations_silent_customer`);
    await db.query(`DROP TABLE departures`);
    await db.query(`DROP TABLE visits`);
  }
}
