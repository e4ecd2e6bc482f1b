import { hashPassword } from '../accounts/passwords.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';
import type { Foundation } from '../platform/platform.module.js';
import { Secrets, sha256 } from '../platform/secrets/secrets.js';
import { demoAgents, demoApiKey, demoInboxes, demoPassword, demoQueue, demoReplies, demoSkills } from './demo-data.js';

/** Fills an empty database with the demo company; does nothing where there is any agent. Says loudly what it did. */
export async function seedDemo(foundation: Foundation, say: (line: string) => void): Promise<void> {
  const db = new Database(foundation.dataSource);
  // Looked at first, so that an ordinary start does not pay for a password hash.
  if ((await db.query('SELECT 1 FROM agents LIMIT 1')).length > 0) return;
  const passwordHash = await hashPassword(demoPassword);
  const seeded = await db.transaction(async (tx) => {
    // Several processes may start at once on one empty database; one of them seeds.
    await tx.query('SELECT pg_advisory_xact_lock(7244004)');
    const [agent] = await tx.query('SELECT 1 FROM agents LIMIT 1');
    if (agent) return false;
    const skillIds = await seedSkills(tx);
    const agentIds = await seedAgents(tx, passwordHash, skillIds);
    const queueId = await seedQueue(tx, agentIds);
    await seedInboxes(tx, queueId, new Secrets(foundation.secretKey));
    await seedReplies(tx);
    await tx.run(`INSERT INTO api_keys (id, name, key_hash) VALUES ($1, 'Demo integration', $2)`, [newId(), sha256(demoApiKey)]);
    return true;
  });
  if (seeded) say('DEMO DATA was written: agents with a public password, a public API key. Not for real customers.');
}

async function seedSkills(tx: Tx): Promise<Map<string, string>> {
  const ids = new Map(demoSkills.map((skill) => [skill.key, newId()]));
  for (const skill of demoSkills)
    await tx.run('INSERT INTO skills (id, key, name) VALUES ($1, $2, $3)', [ids.get(skill.key), skill.key, skill.name]);
  return ids;
}

async function seedAgents(tx: Tx, passwordHash: string, skillIds: Map<string, string>): Promise<string[]> {
  const members: string[] = [];
  for (const agent of demoAgents) {
    const id = newId();
    await tx.run('INSERT INTO agents (id, email, name, role, password_hash, languages) VALUES ($1, $2, $3, $4, $5, $6)', [
      id,
      agent.email,
      agent.name,
      agent.role,
      passwordHash,
      agent.languages,
    ]);
    for (const [key, level] of Object.entries(agent.skills))
      await tx.run('INSERT INTO agent_skills (agent_id, skill_id, level) VALUES ($1, $2, $3)', [id, skillIds.get(key), level]);
    if (agent.role === 'agent') members.push(id);
  }
  return members;
}

async function seedQueue(tx: Tx, agentIds: string[]): Promise<string> {
  const id = newId();
  await tx.run(
    `INSERT INTO queues (id, key, name, offer_mode, offer_timeout_ms, wrap_up_ms, first_reply_target_ms) VALUES ($1, $2, $3, 'offer', 30000, 0, $4)`,
    [id, demoQueue.key, demoQueue.name, demoQueue.firstReplyTargetMs],
  );
  for (const agentId of agentIds) await tx.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [id, agentId]);
  return id;
}

async function seedInboxes(tx: Tx, queueId: string, secrets: Secrets): Promise<void> {
  for (const inbox of demoInboxes)
    await tx.run(
      'INSERT INTO inboxes (id, key, name, channel, queue_id, address, secret_sealed, settings) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        ...[newId(), inbox.key, inbox.name, inbox.channel, queueId, inbox.address],
        ...[inbox.secret ? secrets.seal(inbox.secret) : null, inbox.channel === 'webchat' ? { calls: true, callBack: true } : {}],
      ],
    );
}

async function seedReplies(tx: Tx): Promise<void> {
  for (const reply of demoReplies)
    await tx.run('INSERT INTO canned_replies (id, key, title, text, locale) VALUES ($1, $2, $3, $4, $5)', [
      newId(),
      reply.key,
      reply.title,
      reply.text,
      reply.locale,
    ]);
}
