import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What routing needs to know about queues, agents and conversations beyond the first version. */
export class RoutingInFull20261122000000 implements MigrationInterface {
  name = 'RoutingInFull20261122000000';

  async up(db: QueryRunner): Promise<void> {
    await this.queues(db);
    await this.agents(db);
    await this.conversations(db);
    await this.claims(db);
  }

  private async queues(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE queues
        ADD groups text[] NOT NULL DEFAULT '{}',
        ADD broadcast_size int NOT NULL DEFAULT 3,
        ADD steps jsonb NOT NULL DEFAULT '[]',
        ADD fallback_queue_id uuid REFERENCES queues (id),
        ADD hours_id uuid,
        ADD closed_until timestamptz,
        ADD hours_change_at timestamptz,
        ADD next_reply_target_ms bigint,
        ADD resolution_target_ms bigint,
        ADD target_clock text NOT NULL DEFAULT 'business',
        ADD warn_percent int NOT NULL DEFAULT 80,
        ADD breach_priority int NOT NULL DEFAULT 0,
        ADD nudge_after_ms bigint,
        ADD supervisor_after_ms bigint,
        ADD move_after_ms bigint,
        ADD gone_after_ms bigint,
        ADD remind_customer_after_ms bigint,
        ADD close_silent_after_ms bigint,
        ADD manual_hold_ms bigint NOT NULL DEFAULT 900000,
        DROP CONSTRAINT queues_offer_mode_known,
        ADD CONSTRAINT queues_offer_mode_known CHECK (offer_mode IN ('offer', 'assign', 'broadcast')),
        ADD CONSTRAINT queues_broadcast_range CHECK (broadcast_size BETWEEN 2 AND 20),
        ADD CONSTRAINT queues_target_clock_known CHECK (target_clock IN ('business', 'calendar')),
        ADD CONSTRAINT queues_no_fallback_to_self CHECK (fallback_queue_id <> id)`);
  }

  private async agents(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE agents
        ADD groups text[] NOT NULL DEFAULT '{}',
        ADD channel_limits jsonb NOT NULL DEFAULT '{}',
        ADD return_reserve int NOT NULL DEFAULT 0,
        ADD ramp_up_ms int NOT NULL DEFAULT 0,
        ADD onboarding_from timestamptz,
        ADD onboarding_until timestamptz,
        ADD CONSTRAINT agents_return_reserve_range CHECK (return_reserve BETWEEN 0 AND 10000),
        ADD CONSTRAINT agents_ramp_up_range CHECK (ramp_up_ms BETWEEN 0 AND 86400000)`);
    // Since when without a break longer than the grace: what the ramp-up counts from.
    await db.query(`ALTER TABLE agent_presence ADD available_since timestamptz, ADD forced_by uuid`);
  }

  private async conversations(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE conversations
        ADD routed_at timestamptz,
        ADD requirements jsonb NOT NULL DEFAULT '[]',
        ADD routing jsonb NOT NULL DEFAULT '{}',
        ADD wait_for_agent_id uuid REFERENCES agents (id) ON DELETE SET NULL,
        ADD wait_until timestamptz,
        ADD unanswered_since timestamptz,
        ADD silence_stage int NOT NULL DEFAULT 0,
        ADD manual_until timestamptz,
        ADD cover_for_agent_id uuid REFERENCES agents (id) ON DELETE SET NULL,
        ADD cover_until timestamptz`);
    await db.query(`UPDATE conversations SET routed_at = opened_at`);
    await db.query(
      `UPDATE conversations SET unanswered_since = last_inbound_at
       WHERE status <> 'closed' AND last_inbound_at > coalesce(last_outbound_at, '-infinity')`,
    );
    await db.query(
      `CREATE INDEX conversations_unrouted ON conversations (opened_at) WHERE status = 'waiting' AND routed_at IS NULL`,
    );
    await db.query(
      `CREATE INDEX conversations_unanswered ON conversations (unanswered_since) WHERE status = 'assigned' AND unanswered_since IS NOT NULL`,
    );
  }

  private async claims(db: QueryRunner): Promise<void> {
    // What the conversation weighs while the customer has the word; the weight of the assignment is that of our turn.
    await db.query(`ALTER TABLE assignments ADD idle_weight int CHECK (idle_weight >= 0)`);
    await db.query(`ALTER TABLE offers ADD broadcast boolean NOT NULL DEFAULT false`);
    await db.query(`DROP INDEX offers_one_live`);
    await db.query(`CREATE UNIQUE INDEX offers_one_live ON offers (conversation_id) WHERE state = 'pending' AND NOT broadcast`);
    await db.query(`CREATE UNIQUE INDEX offers_one_live_each ON offers (conversation_id, agent_id) WHERE state = 'pending'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX offers_one_live_each`);
    await db.query(`DROP INDEX offers_one_live`);
    await db.query(`UPDATE offers SET state = 'withdrawn', ended_at = app_now() WHERE state = 'pending' AND broadcast`);
    await db.query(`CREATE UNIQUE INDEX offers_one_live ON offers (conversation_id) WHERE state = 'pending'`);
    await db.query(`ALTER TABLE offers DROP broadcast`);
    await db.query(`ALTER TABLE assignments DROP idle_weight`);
    await db.query(`
      ALTER TABLE conversations DROP routed_at, DROP requirements, DROP routing, DROP wait_for_agent_id, DROP wait_until,
        DROP unanswered_since, DROP silence_stage, DROP manual_until, DROP cover_for_agent_id, DROP cover_until`);
    await db.query(`ALTER TABLE agent_presence DROP available_since, DROP forced_by`);
    await db.query(`
      ALTER TABLE agents DROP groups, DROP channel_limits, DROP return_reserve, DROP ramp_up_ms, DROP onboarding_from, DROP onboarding_until`);
    await db.query(`UPDATE queues SET offer_mode = 'offer' WHERE offer_mode = 'broadcast'`);
    await db.query(`
      ALTER TABLE queues DROP CONSTRAINT queues_offer_mode_known,
        ADD CONSTRAINT queues_offer_mode_known CHECK (offer_mode IN ('offer', 'assign')),
        DROP groups, DROP broadcast_size, DROP steps, DROP fallback_queue_id, DROP hours_id, DROP closed_until, DROP hours_change_at,
        DROP next_reply_target_ms, DROP resolution_target_ms, DROP target_clock, DROP warn_percent, DROP breach_priority, DROP nudge_after_ms,
        DROP supervisor_after_ms, DROP move_after_ms, DROP gone_after_ms, DROP remind_customer_after_ms, DROP close_silent_after_ms,
        DROP manual_hold_ms`);
  }
}
