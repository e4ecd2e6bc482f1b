import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls, whoever carries them, and what happened in each. A conversation knows the call that is live on it. */
export class Calls20261122001020 implements MigrationInterface {
  name = 'Calls20261122001020';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE calls (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        customer_id uuid NOT NULL REFERENCES customers (id),
        identity_id uuid REFERENCES identities (id),
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        provider text NOT NULL,
        external_id text,
        direction text NOT NULL,
        state text NOT NULL,
        outcome text,
        agent_id uuid REFERENCES agents (id),
        message_id uuid NOT NULL REFERENCES messages (id),
        taken boolean NOT NULL DEFAULT false,
        recording text NOT NULL DEFAULT 'off',
        started_at timestamptz NOT NULL DEFAULT app_now(),
        queued_at timestamptz,
        answered_at timestamptz,
        ended_at timestamptz,
        talking_since timestamptz,
        talk_ms bigint NOT NULL DEFAULT 0,
        ring_until timestamptz,
        customer_until timestamptz,
        agent_until timestamptz,
        touched_at timestamptz NOT NULL DEFAULT app_now(),
        carrier_act text,
        carrier_act_no int NOT NULL DEFAULT 0,
        carrier_due_at timestamptz,
        carrier_attempts int NOT NULL DEFAULT 0,
        version int NOT NULL DEFAULT 1,
        details jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT calls_provider_known CHECK (provider IN ('webrtc', 'twilio')),
        CONSTRAINT calls_direction_known CHECK (direction IN ('in', 'out')),
        CONSTRAINT calls_state_known CHECK (state IN ('greeting', 'queued', 'ringing', 'talking', 'held', 'voicemail', 'ended')),
        CONSTRAINT calls_outcome_known CHECK (outcome IN ('answered', 'abandoned', 'missed', 'voicemail', 'callback', 'failed', 'declined')),
        CONSTRAINT calls_recording_known CHECK (recording IN ('off', 'on', 'paused')),
        CONSTRAINT calls_end_is_whole CHECK ((state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (outcome IS NOT NULL))
      )`);
    await db.query(`CREATE UNIQUE INDEX calls_external_key ON calls (inbox_id, external_id) WHERE external_id IS NOT NULL`);
    await db.query(`CREATE UNIQUE INDEX calls_one_live ON calls (conversation_id) WHERE ended_at IS NULL`);
    await db.query(`CREATE INDEX calls_live_agent ON calls (agent_id) WHERE ended_at IS NULL`);
    await db.query(`CREATE INDEX calls_live_identity ON calls (identity_id) WHERE ended_at IS NULL`);
    await db.query(`CREATE INDEX calls_conversation ON calls (conversation_id, started_at)`);
    await db.query(`CREATE INDEX calls_carrier_due ON calls (carrier_due_at) WHERE carrier_due_at IS NOT NULL`);
    await db.query(`
      CREATE TABLE call_events (
        id uuid PRIMARY KEY,
        call_id uuid NOT NULL REFERENCES calls (id),
        type text NOT NULL,
        state text NOT NULL,
        actor_type text NOT NULL,
        actor_id uuid,
        data jsonb NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX call_events_call ON call_events (call_id, at)`);
    await db.query(`ALTER TABLE conversations ADD live_call_id uuid REFERENCES calls (id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE conversations DROP live_call_id`);
    await db.query(`DROP TABLE call_events`);
    await db.query(`DROP TABLE calls`);
  }
}
