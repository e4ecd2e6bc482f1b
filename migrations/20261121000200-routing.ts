import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Offers, assignments and the decisions behind them. */
export class Routing20261121000200 implements MigrationInterface {
  name = 'Routing20261121000200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE matching_passes (
        id uuid PRIMARY KEY,
        policy_version text NOT NULL,
        snapshot jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);

    await db.query(`
      CREATE TABLE decisions (
        id uuid PRIMARY KEY,
        pass_id uuid REFERENCES matching_passes (id),
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        queue_id uuid NOT NULL REFERENCES queues (id),
        kind text NOT NULL,
        policy_version text NOT NULL,
        chosen_agent_id uuid REFERENCES agents (id),
        runner_up_agent_id uuid,
        score double precision,
        parts jsonb NOT NULL DEFAULT '{}',
        top jsonb NOT NULL DEFAULT '[]',
        counts jsonb NOT NULL DEFAULT '{}',
        actor_type text NOT NULL,
        actor_id uuid,
        epoch int NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX decisions_conversation ON decisions (conversation_id, at)`);

    await db.query(`
      CREATE TABLE offers (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        agent_id uuid NOT NULL REFERENCES agents (id),
        queue_id uuid NOT NULL REFERENCES queues (id),
        decision_id uuid REFERENCES decisions (id),
        epoch int NOT NULL,
        weight int NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        reason jsonb NOT NULL DEFAULT '{}',
        expires_at timestamptz NOT NULL,
        made_at timestamptz NOT NULL DEFAULT app_now(),
        ended_at timestamptz,
        CONSTRAINT offers_state_known CHECK (state IN ('pending', 'accepted', 'declined', 'expired', 'withdrawn')),
        CONSTRAINT offers_weight_range CHECK (weight >= 0)
      )`);
    await db.query(`CREATE UNIQUE INDEX offers_one_live ON offers (conversation_id) WHERE state = 'pending'`);
    await db.query(`CREATE INDEX offers_agent_live ON offers (agent_id) WHERE state = 'pending'`);
    await db.query(`CREATE INDEX offers_due ON offers (expires_at) WHERE state = 'pending'`);
    await db.query(`CREATE INDEX offers_conversation ON offers (conversation_id, made_at)`);

    await db.query(`
      CREATE TABLE assignments (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        agent_id uuid NOT NULL REFERENCES agents (id),
        queue_id uuid NOT NULL REFERENCES queues (id),
        epoch int NOT NULL,
        weight int NOT NULL,
        started_at timestamptz NOT NULL DEFAULT app_now(),
        ended_at timestamptz,
        end_reason text,
        wrap_up_until timestamptz,
        CONSTRAINT assignments_weight_range CHECK (weight >= 0)
      )`);
    await db.query(`CREATE UNIQUE INDEX assignments_one_live ON assignments (conversation_id) WHERE ended_at IS NULL`);
    await db.query(`CREATE INDEX assignments_agent_live ON assignments (agent_id) WHERE ended_at IS NULL`);
    await db.query(`CREATE INDEX assignments_wrap_up ON assignments (wrap_up_until) WHERE wrap_up_until IS NOT NULL`);
    await db.query(`CREATE INDEX assignments_conversation ON assignments (conversation_id, started_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['assignments', 'offers', 'decisions', 'matching_passes']) await db.query(`DROP TABLE ${table}`);
  }
}
