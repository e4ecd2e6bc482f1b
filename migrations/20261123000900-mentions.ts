import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom notes name, and what of it they have looked at: told once over a socket it was gone with the screen. */
export class Mentions20261123000900 implements MigrationInterface {
  name = 'Mentions20261123000900';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE mentions (
        message_id uuid NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        agent_id uuid NOT NULL REFERENCES agents (id),
        seen_at timestamptz,
        CONSTRAINT mentions_pkey PRIMARY KEY (message_id, agent_id)
      )`);
    await db.query(`CREATE INDEX mentions_of_agent ON mentions (agent_id, message_id DESC)`);
    await db.query(`CREATE INDEX mentions_unseen ON mentions (agent_id, message_id DESC) WHERE seen_at IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE mentions`);
  }
}
