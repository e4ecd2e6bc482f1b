import type { Channel, Role } from '../contracts/words.js';
import type { Tx } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';

export interface AgentRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  capacity: number;
  returnReserve: number;
  rampUpMs: number;
  /** Both or neither; while it lasts the limit grows from a quarter to the whole. */
  onboardingFrom: Date | null;
  onboardingUntil: Date | null;
  channelLimits: Partial<Record<Channel, number>>;
  groups: string[];
  languages: string[];
  disabled: boolean;
  version: number;
}

export interface SkillWish {
  key: string;
  level: number;
}

const columns = `id, email, name, role, capacity, return_reserve AS "returnReserve", ramp_up_ms AS "rampUpMs",
  onboarding_from AS "onboardingFrom", onboarding_until AS "onboardingUntil", channel_limits AS "channelLimits", groups, languages,
  disabled_at IS NOT NULL AS disabled, version`;

/**
 * Locks the agent, and every active admin, in the order of their ids: two admins who take each other's role at once
 * take turns, and the second sees that it would leave none.
 */
export async function lockAgent(tx: Tx, id: string): Promise<{ agent: AgentRow | undefined; otherAdmins: number }> {
  const rows = await tx.query<AgentRow>(
    `SELECT ${columns} FROM agents WHERE id = $1 OR (role = 'admin' AND disabled_at IS NULL) ORDER BY id FOR NO KEY UPDATE`,
    [id],
  );
  return { agent: rows.find((row) => row.id === id), otherAdmins: rows.filter((row) => row.id !== id).length };
}

export async function insertAgent(
  tx: Tx,
  agent: Omit<AgentRow, 'disabled' | 'version'> & { passwordHash: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO agents (id, email, name, role, languages, groups, capacity, return_reserve, ramp_up_ms, onboarding_from, onboarding_until,
                         channel_limits, password_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [...valuesOf(agent), agent.passwordHash],
  );
}

/** Writes the whole row that was locked before, as its next version. */
export async function updateAgent(tx: Tx, agent: AgentRow): Promise<void> {
  await tx.run(
    `UPDATE agents SET email = $2, name = $3, role = $4, languages = $5, groups = $6, capacity = $7, return_reserve = $8, ramp_up_ms = $9,
            onboarding_from = $10, onboarding_until = $11, channel_limits = $12, version = version + 1,
            disabled_at = CASE WHEN $13 THEN coalesce(disabled_at, app_now()) END
     WHERE id = $1`,
    [...valuesOf(agent), agent.disabled],
  );
}

const valuesOf = (agent: Omit<AgentRow, 'disabled' | 'version'>): unknown[] => [
  ...[agent.id, agent.email, agent.name, agent.role, agent.languages, agent.groups],
  ...[agent.capacity, agent.returnReserve, agent.rampUpMs, agent.onboardingFrom, agent.onboardingUntil],
  JSON.stringify(agent.channelLimits),
];

/** The skills an agent has from now on, all others gone. */
export async function setSkills(tx: Tx, agentId: string, skills: readonly SkillWish[]): Promise<void> {
  const known = await tx.query<{ id: string; key: string }>(
    'SELECT id, key FROM skills WHERE key = ANY($1::text[]) FOR KEY SHARE',
    [skills.map((skill) => skill.key)],
  );
  const idByKey = new Map(known.map((row) => [row.key, row.id]));
  const errors = skills.flatMap(({ key }, at) =>
    idByKey.has(key) ? [] : [{ pointer: `/skills/${at}/key`, detail: `there is no skill ${key}` }],
  );
  if (errors.length > 0) throw new Refusal('invalid_request', errors.map((error) => error.detail).join('; '), { errors });
  await tx.run('DELETE FROM agent_skills WHERE agent_id = $1', [agentId]);
  await tx.run(
    `INSERT INTO agent_skills (agent_id, skill_id, level)
     SELECT $1, s.skill_id, s.level FROM jsonb_to_recordset($2::jsonb) AS s(skill_id uuid, level int)`,
    [agentId, JSON.stringify(skills.map(({ key, level }) => ({ skill_id: idByKey.get(key), level })))],
  );
}
