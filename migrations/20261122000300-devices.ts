import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is there is known by their devices: each has a lease, and the agent's is the latest of them. */
export class Devices20261122000300 implements MigrationInterface {
  name = 'Devices20261122000300';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE agent_devices (
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        device_id text NOT NULL,
        kind text NOT NULL,
        session_id uuid NOT NULL,
        connected_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        lost_at timestamptz,
        lease_expires_at timestamptz NOT NULL,
        PRIMARY KEY (agent_id, device_id, kind),
        CONSTRAINT agent_devices_kind_known CHECK (kind IN ('socket', 'http'))
      )`);
    await db.query(`CREATE INDEX agent_devices_lease ON agent_devices (lease_expires_at)`);
    // lost_at: since when nothing but the grace keeps the agent. left_available_at: since when they are not available.
    await db.query(`
      ALTER TABLE agent_presence
        ADD lost_at timestamptz,
        ADD left_available_at timestamptz,
        ADD return_at timestamptz`);
    await db.query(`UPDATE agent_presence SET available_since = since WHERE state = 'available' AND available_since IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE agent_presence DROP lost_at, DROP left_available_at, DROP return_at`);
    await db.query(`DROP TABLE agent_devices`);
  }
}
