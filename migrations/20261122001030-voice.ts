import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Telephone calls as the vendor carries them: the customer's line, the legs beside it, who is to be called back, and agents' telephones. */
export class Voice20261122001030 implements MigrationInterface {
  name = 'Voice20261122001030';

  async up(db: QueryRunner): Promise<void> {
    // `step` counts the answers given to the vendor: a webhook names the one it comes from, so that a repeat finds its answer.
    await db.query(`
      CREATE TABLE voice_lines (
        id uuid PRIMARY KEY,
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        call_id uuid REFERENCES calls (id),
        call_sid text,
        direction text NOT NULL,
        phone text,
        locale text NOT NULL,
        step int NOT NULL DEFAULT 0,
        claimed_step int,
        claimed_at timestamptz,
        answer text,
        awaiting text NOT NULL DEFAULT 'start',
        decided jsonb,
        ivr jsonb,
        announce text,
        room text,
        conference_sid text,
        recording_sid text,
        heard_at timestamptz NOT NULL DEFAULT app_now(),
        ended_at timestamptz,
        CONSTRAINT voice_lines_direction_known CHECK (direction IN ('in', 'out')),
        CONSTRAINT voice_lines_awaiting_known CHECK (awaiting IN ('start', 'ivr', 'line', 'conference', 'voicemail', 'end'))
      )`);
    await db.query(`CREATE UNIQUE INDEX voice_lines_sid_key ON voice_lines (inbox_id, call_sid) WHERE call_sid IS NOT NULL`);
    await db.query(`CREATE UNIQUE INDEX voice_lines_call_key ON voice_lines (call_id) WHERE call_id IS NOT NULL`);
    await db.query(`CREATE INDEX voice_lines_live ON voice_lines (heard_at) WHERE ended_at IS NULL`);

    await db.query(`
      CREATE TABLE voice_legs (
        id uuid PRIMARY KEY,
        line_id uuid NOT NULL REFERENCES voice_lines (id),
        agent_id uuid NOT NULL REFERENCES agents (id),
        role text NOT NULL,
        state text NOT NULL DEFAULT 'due',
        room text NOT NULL,
        call_sid text,
        reason text,
        made_at timestamptz NOT NULL DEFAULT app_now(),
        joined_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT voice_legs_role_known CHECK (role IN ('agent', 'supervisor', 'consult')),
        CONSTRAINT voice_legs_state_known CHECK (state IN ('due', 'ringing', 'joined', 'ended')),
        CONSTRAINT voice_legs_end_is_whole CHECK ((state = 'ended') = (ended_at IS NOT NULL))
      )`);
    await db.query(`CREATE UNIQUE INDEX voice_legs_one_live ON voice_legs (line_id, agent_id, role) WHERE ended_at IS NULL`);
    await db.query(`CREATE INDEX voice_legs_line ON voice_legs (line_id)`);

    await db.query(`
      CREATE TABLE callbacks (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        asked_in_call_id uuid NOT NULL REFERENCES calls (id),
        call_id uuid REFERENCES calls (id),
        phone text NOT NULL,
        locale text NOT NULL,
        state text NOT NULL DEFAULT 'waiting',
        waiting_since timestamptz NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT app_now(),
        ended_at timestamptz,
        CONSTRAINT callbacks_state_known CHECK (state IN ('waiting', 'calling', 'answered', 'missed', 'cancelled'))
      )`);
    await db.query(`CREATE UNIQUE INDEX callbacks_one_open ON callbacks (conversation_id) WHERE state IN ('waiting', 'calling')`);
    await db.query(`CREATE INDEX callbacks_call ON callbacks (call_id) WHERE call_id IS NOT NULL`);

    await db.query(`
      CREATE TABLE agent_phones (
        agent_id uuid PRIMARY KEY REFERENCES agents (id),
        address text NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT app_now()
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE agent_phones`);
    await db.query(`DROP TABLE callbacks`);
    await db.query(`DROP TABLE voice_legs`);
    await db.query(`DROP TABLE voice_lines`);
  }
}
