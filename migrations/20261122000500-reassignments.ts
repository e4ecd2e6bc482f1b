import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Many conversations moved at once, with a record that survives a crash; which queues a supervisor is given; who listens in. */
export class Reassignments20261122000500 implements MigrationInterface {
  name = 'Reassignments20261122000500';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE reassignments (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        status text NOT NULL,
        by_agent_id uuid NOT NULL REFERENCES agents (id),
        reason text,
        wish jsonb NOT NULL DEFAULT '{}',
        expires_at timestamptz NOT NULL,
        planned_at timestamptz NOT NULL DEFAULT app_now(),
        started_at timestamptz,
        touched_at timestamptz,
        applied_at timestamptz,
        undo_by_agent_id uuid REFERENCES agents (id),
        undone_at timestamptz,
        CONSTRAINT reassignments_kind_known CHECK (kind IN ('move', 'priority')),
        CONSTRAINT reassignments_status_known CHECK (status IN ('planned', 'applying', 'applied', 'undoing', 'undone'))
      )`);
    await db.query(`CREATE INDEX reassignments_running ON reassignments (touched_at) WHERE status IN ('applying', 'undoing')`);
    await db.query(`CREATE INDEX reassignments_stale_plans ON reassignments (expires_at) WHERE status = 'planned'`);

    await db.query(`
      CREATE TABLE reassignment_moves (
        reassignment_id uuid NOT NULL REFERENCES reassignments (id) ON DELETE CASCADE,
        place int NOT NULL,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        epoch int NOT NULL,
        to_agent_id uuid REFERENCES agents (id),
        to_queue_id uuid REFERENCES queues (id),
        to_priority int,
        state text NOT NULL DEFAULT 'planned',
        code text,
        detail text,
        before jsonb,
        epoch_after int,
        undo_state text,
        undo_code text,
        undo_detail text,
        PRIMARY KEY (reassignment_id, place),
        CONSTRAINT reassignment_moves_state_known CHECK (state IN ('planned', 'moved', 'failed')),
        CONSTRAINT reassignment_moves_undo_known CHECK (undo_state IN ('restored', 'failed'))
      )`);
    await db.query(`CREATE UNIQUE INDEX reassignment_moves_once ON reassignment_moves (reassignment_id, conversation_id)`);

    // No foreign key on the queue: were the row to go with its queue, a supervisor given that one alone would be given all.
    await db.query(`
      CREATE TABLE supervisor_queues (
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        queue_id uuid NOT NULL,
        PRIMARY KEY (agent_id, queue_id)
      )`);
    await db.query(`
      CREATE TABLE conversation_listeners (
        conversation_id uuid NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        mode text NOT NULL,
        since timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (conversation_id, agent_id),
        CONSTRAINT conversation_listeners_mode_known CHECK (mode IN ('monitor', 'whisper', 'barge'))
      )`);
    await db.query(`CREATE INDEX conversation_listeners_agent ON conversation_listeners (agent_id)`);
    // Tied to the very pause it speaks of: a queue that was resumed and paused again is not resumed by an old row.
    await db.query(`
      CREATE TABLE queue_pauses (
        queue_id uuid PRIMARY KEY REFERENCES queues (id) ON DELETE CASCADE,
        paused_at timestamptz NOT NULL,
        reason text NOT NULL,
        until timestamptz,
        by_agent_id uuid NOT NULL REFERENCES agents (id)
      )`);
    await db.query(`CREATE INDEX queue_pauses_due ON queue_pauses (until) WHERE until IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['queue_pauses', 'conversation_listeners', 'supervisor_queues', 'reassignment_moves', 'reassignments'])
      await db.query(`DROP TABLE ${table}`);
  }
}
