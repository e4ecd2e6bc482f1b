import type { SkillView } from '../../contracts/views.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';

/** One more than `limit`, in the order they were added. */
export function listSkills(sql: Sql, afterId: string | undefined, limit: number): Promise<SkillView[]> {
  return sql.query<SkillView>('SELECT id, key, name FROM skills WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2', [
    afterId ?? null,
    limit + 1,
  ]);
}

export async function findSkill(sql: Sql, id: string): Promise<SkillView | undefined> {
  return (await sql.query<SkillView>('SELECT id, key, name FROM skills WHERE id = $1', [id]))[0];
}

/** @throws Refusal `already_exists` */
export async function insertSkill(tx: Tx, skill: SkillView): Promise<void> {
  await tx
    .run('INSERT INTO skills (id, key, name) VALUES ($1, $2, $3)', [skill.id, skill.key, skill.name])
    .catch((error: unknown) => {
      if (isDuplicate(error, 'skills_key_key'))
        throw new Refusal('already_exists', `There is a skill ${skill.key} already.`, {
          translations: { zh: `已有技能 ${skill.key}。` },
          errors: [{ pointer: '/key', detail: 'is taken' }],
        });
      throw error;
    });
}

export async function renameSkill(tx: Tx, id: string, name: string): Promise<SkillView | undefined> {
  return (await tx.query<SkillView>('UPDATE skills SET name = $2 WHERE id = $1 RETURNING id, key, name', [id, name]))[0];
}

/** Takes the skill from every agent who has it; each of them gets a new version, since they changed. */
export async function deleteSkill(tx: Tx, id: string): Promise<SkillView | undefined> {
  await tx.run(
    `WITH holders AS (SELECT a.id FROM agents AS a JOIN agent_skills AS g ON g.agent_id = a.id WHERE g.skill_id = $1 ORDER BY a.id FOR UPDATE OF a)
     UPDATE agents SET version = version + 1 FROM holders WHERE agents.id = holders.id`,
    [id],
  );
  return (await tx.query<SkillView>('DELETE FROM skills WHERE id = $1 RETURNING id, key, name', [id]))[0];
}

/** Keys of the queues and names of the routing rules that ask for the skill, or give it up after a wait. */
export async function askersOf(sql: Sql, key: string): Promise<{ queues: string[]; rules: string[] }> {
  const [row] = await sql.query<{ queues: string[]; rules: string[] }>(
    `WITH wanted AS (SELECT jsonb_build_object('key', $1::text) AS vars)
     SELECT ARRAY(SELECT q.key FROM queues q CROSS JOIN wanted
                  WHERE jsonb_path_exists(q.requirements, 'lax $[*].skill ? (@ == $key)', vars)
                     OR jsonb_path_exists(q.steps, 'lax $[*].dropSkill ? (@ == $key)', vars)
                     OR jsonb_path_exists(q.steps, 'lax $[*].lowerSkill.skill ? (@ == $key)', vars) ORDER BY q.key) AS queues,
            ARRAY(SELECT r.name FROM routing_rules r CROSS JOIN wanted
                  WHERE jsonb_path_exists(r.actions, 'lax $.skills[*].skill ? (@ == $key)', vars) ORDER BY r.position, r.id) AS rules`,
    [key],
  );
  return row!;
}
