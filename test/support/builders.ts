import type { Sql } from '../../src/platform/database/tx.js';
import { newId } from '../../src/platform/ids/new-id.js';
import { Secrets, sha256 } from '../../src/platform/secrets/secrets.js';
import { testSecret } from './test-secret.js';

/** One line per thing, straight into the tables: what a test stands on, not what it tests. */

let count = 0;
const next = (): number => ++count;

export async function aQueue(
  sql: Sql,
  given: {
    key?: string;
    offerMode?: 'offer' | 'assign';
    offerTimeoutMs?: number;
    wrapUpMs?: number;
    reopenWithinMs?: number;
    firstReplyTargetMs?: number | null;
    requirements?: { skill: string; minLevel: number }[];
    priority?: number;
    agentIds?: string[];
  } = {},
): Promise<string> {
  const id = newId();
  await sql.run(
    `INSERT INTO queues (id, key, name, offer_mode, offer_timeout_ms, wrap_up_ms, reopen_within_ms, first_reply_target_ms, requirements, priority)
     VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      given.key ?? `queue-${next()}`,
      given.offerMode ?? 'offer',
      given.offerTimeoutMs ?? 30_000,
      given.wrapUpMs ?? 0,
      given.reopenWithinMs ?? 259_200_000,
      given.firstReplyTargetMs ?? null,
      JSON.stringify(given.requirements ?? []),
      given.priority ?? 0,
    ],
  );
  for (const agentId of given.agentIds ?? [])
    await sql.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [id, agentId]);
  return id;
}

export async function anInbox(
  sql: Sql,
  given: { queueId: string; key?: string; channel?: string; address?: string | null; secret?: string; allowedOrigins?: string[] },
): Promise<string> {
  const id = newId();
  await sql.run(
    `INSERT INTO inboxes (id, key, name, channel, queue_id, address, secret_sealed, allowed_origins) VALUES ($1, $2, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      given.key ?? `inbox-${next()}`,
      given.channel ?? 'webchat',
      given.queueId,
      given.address ?? null,
      given.secret ? new Secrets(testSecret).seal(given.secret) : null,
      given.allowedOrigins ?? [],
    ],
  );
  return id;
}

/** An agent who can be matched; with `password` (an argon2 hash) one who can sign in. */
export async function anAgent(
  sql: Sql,
  given: {
    name?: string;
    email?: string;
    role?: 'agent' | 'supervisor' | 'admin';
    capacity?: number;
    languages?: string[];
    passwordHash?: string;
    state?: 'available' | 'away' | 'finishing' | 'offline';
    queueIds?: string[];
  } = {},
): Promise<string> {
  const id = newId();
  const n = next();
  await sql.run(
    'INSERT INTO agents (id, email, name, role, password_hash, capacity, languages) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [
      id,
      given.email ?? `agent-${n}@example.test`,
      given.name ?? `Agent ${n}`,
      given.role ?? 'agent',
      given.passwordHash ?? 'no password',
      given.capacity ?? 100,
      given.languages ?? [],
    ],
  );
  for (const queueId of given.queueIds ?? [])
    await sql.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [queueId, id]);
  if (given.state) await present(sql, id, given.state);
  return id;
}

/** Presence with a lease of ten minutes. */
export async function present(sql: Sql, agentId: string, state = 'available'): Promise<void> {
  await sql.run(
    `INSERT INTO agent_presence (agent_id, state, since, lease_expires_at, idle_since) VALUES ($1, $2, app_now(), app_now() + interval '10 minutes', app_now())
     ON CONFLICT (agent_id) DO UPDATE SET state = $2, lease_expires_at = app_now() + interval '10 minutes'`,
    [agentId, state],
  );
}

export async function aSkill(sql: Sql, key: string, agents: Record<string, number> = {}): Promise<string> {
  const id = newId();
  await sql.run('INSERT INTO skills (id, key, name) VALUES ($1, $2, $2)', [id, key]);
  for (const [agentId, level] of Object.entries(agents))
    await sql.run('INSERT INTO agent_skills (agent_id, skill_id, level) VALUES ($1, $2, $3)', [agentId, id, level]);
  return id;
}

export async function anApiKey(sql: Sql, given: { key: string; inboxIds?: string[] | null }): Promise<string> {
  const id = newId();
  await sql.run('INSERT INTO api_keys (id, name, key_hash, inbox_ids) VALUES ($1, $2, $3, $4)', [
    id,
    'test key',
    sha256(given.key),
    given.inboxIds ?? null,
  ]);
  return id;
}
