import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a merge moved to another agent, and whose it is: an undo gives it back. */
export class LentConversations20261122002600 implements MigrationInterface {
  name = 'LentConversations20261122002600';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE lent_conversations (
        conversation_id uuid PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        agent_id uuid REFERENCES agents (id) ON DELETE SET NULL,
        held boolean NOT NULL,
        epoch int NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE lent_conversations');
  }
}
