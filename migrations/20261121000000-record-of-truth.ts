import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The clock, people, threads, conversations, messages: the record of truth. */
export class RecordOfTruth20261121000000 implements MigrationInterface {
  name = 'RecordOfTruth20261121000000';

  async up(db: QueryRunner): Promise<void> {
    // One clock for all SQL. Tests replace this function to move time; nothing else may.
    await db.query(
      `CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT clock_timestamp()'`,
    );

    await db.query(`
      CREATE TABLE agents (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        password_hash text NOT NULL,
        capacity int NOT NULL DEFAULT 100,
        languages text[] NOT NULL DEFAULT '{}',
        failed_sign_ins int NOT NULL DEFAULT 0,
        locked_until timestamptz,
        disabled_at timestamptz,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT agents_role_known CHECK (role IN ('agent', 'supervisor', 'admin')),
        CONSTRAINT agents_capacity_range CHECK (capacity BETWEEN 0 AND 10000)
      )`);
    await db.query(`CREATE UNIQUE INDEX agents_email_key ON agents (lower(email))`);

    await db.query(`
      CREATE TABLE sign_in_sessions (
        id uuid PRIMARY KEY,
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        token_hash text NOT NULL,
        previous_hash text,
        rotated_at timestamptz,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX sign_in_sessions_agent ON sign_in_sessions (agent_id)`);

    await db.query(`
      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        key_hash text NOT NULL,
        role text NOT NULL DEFAULT 'integration',
        inbox_ids uuid[],
        last_used_at timestamptz,
        revoked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX api_keys_hash_key ON api_keys (key_hash)`);

    await db.query(`
      CREATE TABLE skills (
        id uuid PRIMARY KEY,
        key text NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX skills_key_key ON skills (key)`);
    await db.query(`
      CREATE TABLE agent_skills (
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        skill_id uuid NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
        level int NOT NULL,
        PRIMARY KEY (agent_id, skill_id),
        CONSTRAINT agent_skills_level_range CHECK (level BETWEEN 1 AND 5)
      )`);

    // Presence is a lease: it lapses by database time even if nobody notices.
    await db.query(`
      CREATE TABLE agent_presence (
        agent_id uuid PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
        state text NOT NULL,
        reason text,
        since timestamptz NOT NULL,
        lease_expires_at timestamptz NOT NULL,
        idle_since timestamptz NOT NULL,
        epoch int NOT NULL DEFAULT 1,
        CONSTRAINT agent_presence_state_known CHECK (state IN ('available', 'finishing', 'away', 'offline'))
      )`);
    await db.query(`CREATE INDEX agent_presence_lease ON agent_presence (lease_expires_at) WHERE state <> 'offline'`);
    await db.query(`
      CREATE TABLE agent_state_log (
        id uuid PRIMARY KEY,
        agent_id uuid NOT NULL,
        state text NOT NULL,
        reason text,
        actor_type text NOT NULL,
        actor_id uuid,
        epoch int NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX agent_state_log_agent ON agent_state_log (agent_id, at)`);

    await db.query(`
      CREATE TABLE queues (
        id uuid PRIMARY KEY,
        key text NOT NULL,
        name text NOT NULL,
        offer_mode text NOT NULL DEFAULT 'offer',
        offer_timeout_ms int NOT NULL DEFAULT 30000,
        wrap_up_ms int NOT NULL DEFAULT 0,
        reopen_within_ms bigint NOT NULL DEFAULT 259200000,
        first_reply_target_ms bigint,
        priority int NOT NULL DEFAULT 0,
        requirements jsonb NOT NULL DEFAULT '[]',
        weights jsonb NOT NULL DEFAULT '{}',
        paused_at timestamptz,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT queues_offer_mode_known CHECK (offer_mode IN ('offer', 'assign')),
        CONSTRAINT queues_offer_timeout_range CHECK (offer_timeout_ms BETWEEN 1000 AND 86400000)
      )`);
    await db.query(`CREATE UNIQUE INDEX queues_key_key ON queues (key)`);
    await db.query(`
      CREATE TABLE queue_agents (
        queue_id uuid NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        rank int NOT NULL DEFAULT 0,
        PRIMARY KEY (queue_id, agent_id)
      )`);
    await db.query(`CREATE INDEX queue_agents_agent ON queue_agents (agent_id)`);

    await db.query(`
      CREATE TABLE inboxes (
        id uuid PRIMARY KEY,
        key text NOT NULL,
        name text NOT NULL,
        channel text NOT NULL,
        queue_id uuid NOT NULL REFERENCES queues (id),
        address text,
        secret_sealed bytea,
        allowed_origins text[] NOT NULL DEFAULT '{}',
        settings jsonb NOT NULL DEFAULT '{}',
        disabled_at timestamptz,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX inboxes_key_key ON inboxes (key)`);
    await db.query(`CREATE UNIQUE INDEX inboxes_address_key ON inboxes (lower(address)) WHERE address IS NOT NULL`);

    await this.people(db);
    await this.work(db);
  }

  private async people(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE customers (
        id uuid PRIMARY KEY,
        name text,
        tier text,
        locale text,
        time_zone text,
        attributes jsonb NOT NULL DEFAULT '{}',
        account_owner_id uuid REFERENCES agents (id) ON DELETE SET NULL,
        blocked_at timestamptz,
        merged_into uuid REFERENCES customers (id),
        thread_epoch int NOT NULL DEFAULT 1,
        last_seq bigint NOT NULL DEFAULT 0,
        last_rev bigint NOT NULL DEFAULT 0,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT customers_not_merged_into_self CHECK (merged_into <> id)
      ) WITH (fillfactor = 80)`);
    await db.query(`CREATE INDEX customers_merged_into ON customers (merged_into) WHERE merged_into IS NOT NULL`);

    await db.query(`
      CREATE TABLE identities (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        kind text NOT NULL,
        value text NOT NULL,
        display text,
        level text NOT NULL,
        joins boolean NOT NULL DEFAULT true,
        proof jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT identities_level_known CHECK (level IN ('anonymous', 'claimed', 'verified'))
      )`);
    // Only what is proved is unique; what was merely typed or written from may be held by several.
    await db.query(`CREATE UNIQUE INDEX identities_verified_key ON identities (kind, value) WHERE level = 'verified'`);
    await db.query(`CREATE INDEX identities_lookup ON identities (kind, value)`);
    await db.query(`CREATE INDEX identities_customer ON identities (customer_id)`);

    await db.query(`
      CREATE TABLE customer_merges (
        id uuid PRIMARY KEY,
        from_id uuid NOT NULL REFERENCES customers (id),
        into_id uuid NOT NULL REFERENCES customers (id),
        reason text NOT NULL,
        actor_type text NOT NULL,
        actor_id uuid,
        before jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now(),
        undone_at timestamptz,
        undone_by uuid
      )`);
    await db.query(`CREATE UNIQUE INDEX customer_merges_live ON customer_merges (from_id) WHERE undone_at IS NULL`);
  }

  private async work(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE conversations (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        queue_id uuid NOT NULL REFERENCES queues (id),
        status text NOT NULL,
        channel text NOT NULL,
        subject text,
        tags text[] NOT NULL DEFAULT '{}',
        fields jsonb NOT NULL DEFAULT '{}',
        priority int NOT NULL DEFAULT 0,
        language text,
        assignee_id uuid REFERENCES agents (id),
        epoch int NOT NULL DEFAULT 1,
        split_from_id uuid REFERENCES conversations (id),
        previous_id uuid REFERENCES conversations (id),
        preferred_agent_id uuid REFERENCES agents (id),
        excluded_agent_ids uuid[] NOT NULL DEFAULT '{}',
        waiting_since timestamptz,
        deadline_at timestamptz,
        snoozed_until timestamptz,
        first_replied_at timestamptz,
        last_inbound_at timestamptz,
        last_outbound_at timestamptz,
        opened_at timestamptz NOT NULL DEFAULT app_now(),
        closed_at timestamptz,
        outcome text,
        version int NOT NULL DEFAULT 1,
        CONSTRAINT conversations_status_known CHECK (status IN ('waiting', 'offered', 'assigned', 'snoozed', 'closed')),
        CONSTRAINT conversations_assigned_has_owner CHECK (status <> 'assigned' OR assignee_id IS NOT NULL)
      ) WITH (fillfactor = 80)`);
    // Rule of the record: one open conversation per customer that is not a split.
    await db.query(
      `CREATE UNIQUE INDEX conversations_one_open ON conversations (customer_id) WHERE status <> 'closed' AND split_from_id IS NULL`,
    );
    await db.query(`CREATE INDEX conversations_customer ON conversations (customer_id, opened_at DESC)`);
    await db.query(
      `CREATE INDEX conversations_waiting ON conversations (queue_id, priority DESC, waiting_since, id) WHERE status = 'waiting'`,
    );
    await db.query(`CREATE INDEX conversations_assignee ON conversations (assignee_id) WHERE status <> 'closed'`);
    await db.query(`CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE status = 'snoozed'`);
    await db.query(
      `CREATE INDEX conversations_preferred ON conversations (preferred_agent_id, id) WHERE preferred_agent_id IS NOT NULL`,
    );

    await db.query(`
      CREATE TABLE messages (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        seq bigint NOT NULL,
        rev bigint NOT NULL,
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        identity_id uuid REFERENCES identities (id),
        inbox_id uuid NOT NULL REFERENCES inboxes (id),
        channel text NOT NULL,
        direction text NOT NULL,
        kind text NOT NULL,
        author_type text NOT NULL,
        author_id uuid,
        text text NOT NULL,
        content jsonb,
        attachments jsonb,
        external_id text,
        client_id text,
        unproved boolean NOT NULL DEFAULT false,
        delivery_state text NOT NULL,
        delivery_reason text,
        occurred_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT app_now(),
        CONSTRAINT messages_direction_known CHECK (direction IN ('in', 'out', 'internal')),
        CONSTRAINT messages_delivery_known CHECK (delivery_state IN ('pending', 'sent', 'delivered', 'read', 'failed'))
      )`);
    await db.query(`CREATE UNIQUE INDEX messages_thread_seq ON messages (customer_id, seq)`);
    await db.query(`CREATE UNIQUE INDEX messages_external_key ON messages (inbox_id, external_id) WHERE external_id IS NOT NULL`);
    await db.query(`CREATE UNIQUE INDEX messages_client_key ON messages (author_id, client_id) WHERE client_id IS NOT NULL`);
    await db.query(`CREATE INDEX messages_conversation ON messages (conversation_id, seq)`);
    await db.query(`CREATE INDEX messages_external ON messages (external_id) WHERE external_id IS NOT NULL`);

    // How far each reader of a thread has read: one small row per reader, never one per message.
    await db.query(`
      CREATE TABLE read_marks (
        customer_id uuid NOT NULL REFERENCES customers (id),
        reader_id uuid NOT NULL,
        seq bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT app_now(),
        PRIMARY KEY (customer_id, reader_id)
      )`);

    await db.query(`
      CREATE TABLE conversation_events (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        queue_id uuid,
        type text NOT NULL,
        actor_type text NOT NULL,
        actor_id uuid,
        epoch int NOT NULL,
        data jsonb NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX conversation_events_conversation ON conversation_events (conversation_id, at)`);
    await db.query(`CREATE INDEX conversation_events_at ON conversation_events (at)`);

    await db.query(`
      CREATE TABLE audit_log (
        id uuid PRIMARY KEY,
        actor_type text NOT NULL,
        actor_id uuid,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        data jsonb NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX audit_log_at ON audit_log (at DESC, id DESC)`);

    await db.query(`
      CREATE TABLE facts (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        conversation_id uuid REFERENCES conversations (id),
        kind text NOT NULL,
        value text NOT NULL,
        label text,
        source_type text NOT NULL,
        source_message_id uuid REFERENCES messages (id),
        channel text,
        confidence real NOT NULL DEFAULT 1,
        superseded_at timestamptz,
        recorded_by uuid,
        at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX facts_customer ON facts (customer_id, kind, at)`);

    await db.query(`
      CREATE TABLE promises (
        id uuid PRIMARY KEY,
        customer_id uuid NOT NULL REFERENCES customers (id),
        conversation_id uuid NOT NULL REFERENCES conversations (id),
        text text NOT NULL,
        due_at timestamptz,
        made_by uuid NOT NULL REFERENCES agents (id),
        made_at timestamptz NOT NULL DEFAULT app_now(),
        kept_at timestamptz,
        kept_by uuid
      )`);
    await db.query(`CREATE INDEX promises_open ON promises (customer_id) WHERE kept_at IS NULL`);

    await db.query(`
      CREATE TABLE canned_replies (
        id uuid PRIMARY KEY,
        key text NOT NULL,
        title text NOT NULL,
        text text NOT NULL,
        locale text NOT NULL DEFAULT 'en',
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX canned_replies_key_key ON canned_replies (key, locale)`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of [
      'canned_replies',
      'promises',
      'facts',
      'audit_log',
      'conversation_events',
      'read_marks',
      'messages',
      'conversations',
      'customer_merges',
      'identities',
      'customers',
      'inboxes',
      'queue_agents',
      'queues',
      'agent_state_log',
      'agent_presence',
      'agent_skills',
      'skills',
      'api_keys',
      'sign_in_sessions',
      'agents',
    ])
      await db.query(`DROP TABLE ${table}`);
    await db.query(`DROP FUNCTION app_now()`);
  }
}
