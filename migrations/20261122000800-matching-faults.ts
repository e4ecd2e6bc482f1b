import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Claims that failed by a fault of ours: why a conversation is set aside, for whoever watches from another process. */
export class MatchingFaults20261122000800 implements MigrationInterface {
  name = 'MatchingFaults20261122000800';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE matching_faults (
        conversation_id uuid PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        fault text NOT NULL,
        times int NOT NULL DEFAULT 1,
        first_at timestamptz NOT NULL DEFAULT app_now(),
        aside_until timestamptz NOT NULL
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE matching_faults`);
  }
}
