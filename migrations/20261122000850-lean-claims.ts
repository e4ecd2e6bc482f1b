import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A claim writes its decision and its assignment while it holds the conversation and the agent under lock, in the transaction
 * (or after the one) that wrote the pass; conversations, agents and passes are never deleted one by one. Asking PostgreSQL for
 * each of them again, row by row, was a third of what a claim costs. What guards the deletion of a queue stays.
 */
export class LeanClaims20261122000850 implements MigrationInterface {
  name = 'LeanClaims20261122000850';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE decisions
        DROP CONSTRAINT decisions_pass_id_fkey,
        DROP CONSTRAINT decisions_conversation_id_fkey,
        DROP CONSTRAINT decisions_queue_id_fkey,
        DROP CONSTRAINT decisions_chosen_agent_id_fkey`);
    await db.query(`
      ALTER TABLE assignments
        DROP CONSTRAINT assignments_conversation_id_fkey,
        DROP CONSTRAINT assignments_agent_id_fkey`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE assignments
        ADD FOREIGN KEY (conversation_id) REFERENCES conversations (id),
        ADD FOREIGN KEY (agent_id) REFERENCES agents (id)`);
    await db.query(`
      ALTER TABLE decisions
        ADD FOREIGN KEY (pass_id) REFERENCES matching_passes (id),
        ADD FOREIGN KEY (conversation_id) REFERENCES conversations (id),
        ADD FOREIGN KEY (queue_id) REFERENCES queues (id),
        ADD FOREIGN KEY (chosen_agent_id) REFERENCES agents (id)`);
  }
}
