import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The versions of the matching policy, and what each would have done with a recorded period. */
export class Policies20261122000700 implements MigrationInterface {
  name = 'Policies20261122000700';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE policies (
        id uuid PRIMARY KEY,
        version text NOT NULL,
        policy jsonb NOT NULL,
        note text,
        created_by uuid,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX policies_version_key ON policies (version)`);
    // Which policy was in force when: the last row is. A policy may be brought back, so it is no column of the policy.
    await db.query(`
      CREATE TABLE policy_activations (
        id uuid PRIMARY KEY,
        policy_id uuid REFERENCES policies (id),
        activated_by uuid,
        activated_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX policy_activations_latest ON policy_activations (activated_at DESC, id DESC)`);
    await db.query(`
      CREATE TABLE policy_replays (
        id uuid PRIMARY KEY,
        policy_id uuid REFERENCES policies (id),
        from_at timestamptz NOT NULL,
        to_at timestamptz NOT NULL,
        queue_ids uuid[],
        state text NOT NULL DEFAULT 'due',
        progress double precision NOT NULL DEFAULT 0,
        beat_at timestamptz,
        result jsonb,
        problem text,
        asked_by uuid,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT policy_replays_state_known CHECK (state IN ('due', 'running', 'done', 'failed')),
        CONSTRAINT policy_replays_span CHECK (to_at > from_at)
      )`);
    await db.query(`CREATE INDEX policy_replays_due ON policy_replays (created_at) WHERE state IN ('due', 'running')`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['policy_replays', 'policy_activations', 'policies']) await db.query(`DROP TABLE ${table}`);
  }
}
