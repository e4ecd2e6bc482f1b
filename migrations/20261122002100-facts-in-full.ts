import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts keep what replaced them, deployments have patterns of their own, and what agents asked is counted. */
export class FactsInFull20261122002100 implements MigrationInterface {
  name = 'FactsInFull20261122002100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE facts ADD COLUMN superseded_by uuid`);
    // A message is read again whenever its news is repeated; what it said once is not said again.
    await db.query(`CREATE INDEX facts_source ON facts (source_message_id) WHERE source_message_id IS NOT NULL`);
    await db.query(`
      CREATE TABLE fact_patterns (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        label text,
        pattern text NOT NULL,
        languages text[] NOT NULL DEFAULT '{}',
        example text NOT NULL,
        single boolean NOT NULL DEFAULT false,
        enabled boolean NOT NULL DEFAULT true,
        switched_off_at timestamptz,
        switched_off_because text,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CHECK ((switched_off_at IS NULL) = (switched_off_because IS NULL)),
        CHECK (NOT enabled OR switched_off_at IS NULL)
      )`);
    await db.query(`
      CREATE TABLE asked_questions (
        message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        kind text NOT NULL,
        conversation_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        agent_id uuid,
        queue_id uuid,
        channel text NOT NULL,
        fact_id uuid,
        known_since timestamptz,
        asked_at timestamptz NOT NULL,
        PRIMARY KEY (message_id, kind)
      )`);
    await db.query(`CREATE INDEX asked_questions_asked ON asked_questions (asked_at)`);
    await db.query(`CREATE VIEW repeated_questions AS SELECT * FROM asked_questions WHERE known_since IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP VIEW repeated_questions');
    await db.query('DROP TABLE asked_questions');
    await db.query('DROP TABLE fact_patterns');
    await db.query('DROP INDEX facts_source');
    await db.query('ALTER TABLE facts DROP COLUMN superseded_by');
  }
}
