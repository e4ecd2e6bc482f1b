import type { RuleActions } from '../../core/requirements/route.js';
import type { RoutingRuleView } from '../../contracts/rule-views.js';
import type { Sql, Tx } from '../../platform/database/tx.js';

const select = `SELECT id, name, position, inbox_id AS "inboxId", enabled, condition, actions, version FROM routing_rules`;

/** Every rule in its order; there are few, and each is looked at for every conversation. */
export const allRules = (sql: Sql): Promise<RoutingRuleView[]> => sql.query<RoutingRuleView>(`${select} ORDER BY position, id`);

export async function findRule(sql: Sql, id: string): Promise<RoutingRuleView | undefined> {
  return (await sql.query<RoutingRuleView>(`${select} WHERE id = $1`, [id]))[0];
}

/** Locks the rule; undefined where there is none. */
export async function lockRule(tx: Tx, id: string): Promise<RoutingRuleView | undefined> {
  return (await tx.query<RoutingRuleView>(`${select} WHERE id = $1 FOR NO KEY UPDATE`, [id]))[0];
}

export interface RuleValues {
  name: string;
  position: number;
  inboxId: string | null;
  enabled: boolean;
  condition: string;
  actions: RuleActions;
}

/** Writes the rule as its next version (a new one as its first); every process compiles the rules anew before the next use. */
export async function writeRule(tx: Tx, id: string, rule: RuleValues): Promise<void> {
  await tx.run(
    `INSERT INTO routing_rules (id, name, position, inbox_id, enabled, condition, actions) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (id) DO UPDATE SET name = $2, position = $3, inbox_id = $4, enabled = $5, condition = $6, actions = $7,
       version = routing_rules.version + 1`,
    [id, rule.name, rule.position, rule.inboxId, rule.enabled, rule.condition, JSON.stringify(rule.actions)],
  );
  await raiseVersion(tx);
}

export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.run('DELETE FROM routing_rules WHERE id = $1', [id]);
  await raiseVersion(tx);
}

/** The one row is also the lock by which changes of rules go one after the other. */
const raiseVersion = (tx: Tx): Promise<number> => tx.run('UPDATE routing_rule_sets SET version = version + 1');

/** One past the last. Takes the lock of changes first: of two made at once the second sees the first. */
export async function nextPosition(tx: Tx): Promise<number> {
  await tx.query('SELECT 1 FROM routing_rule_sets FOR NO KEY UPDATE');
  const [row] = await tx.query<{ next: number }>('SELECT coalesce(max(position) + 1, 0) AS next FROM routing_rules');
  return row?.next ?? 0;
}

/** What of the things a rule names is not there. */
export async function missingOf(
  sql: Sql,
  named: { inboxId: string | null; queueId: string | null; agentId: string | null; skills: string[] },
): Promise<{ inbox: boolean; queue: boolean; agent: boolean; skills: string[] }> {
  const [row] = await sql.query<{ inbox: boolean; queue: boolean; agent: boolean; skills: string[] }>(
    `SELECT $1::uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inboxes WHERE id = $1) AS inbox,
            $2::uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM queues WHERE id = $2) AS queue,
            $3::uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agents WHERE id = $3 AND disabled_at IS NULL) AS agent,
            ARRAY(SELECT wanted FROM unnest($4::text[]) AS wanted WHERE NOT EXISTS (SELECT 1 FROM skills WHERE key = wanted)) AS skills`,
    [named.inboxId, named.queueId, named.agentId, named.skills],
  );
  return row!;
}
