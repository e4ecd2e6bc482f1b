import { DEFAULT_POLICY, type Policy } from '../../core/matching/snapshot.js';
import type { PolicyReplayView, PolicyView } from '../../contracts/report-views.js';
import type { Sql } from '../../platform/database/tx.js';

interface ActiveRow {
  policy_id: string | null;
  policy: Policy | null;
}

/** The policy in force: the one activated last, the house policy where none was. */
export async function activePolicy(sql: Sql): Promise<Policy> {
  const [row] = await sql.prepared<ActiveRow>('active-policy', active, []);
  return row?.policy ?? DEFAULT_POLICY;
}

const active = `
SELECT a.policy_id, p.policy FROM policy_activations a LEFT JOIN policies p ON p.id = a.policy_id
ORDER BY a.activated_at DESC, a.id DESC LIMIT 1`;

/** The id under which the house policy is named; it stands in the code and has no row. */
export const HOUSE = '00000000-0000-7000-8000-000000000000';

interface Row extends Omit<PolicyView, 'createdAt' | 'activatedAt' | 'active'> {
  createdAt: Date;
  activatedAt: Date | null;
}

const select = `
  SELECT p.id::text, p.version, p.policy, p.note, p.created_at AS "createdAt",
    (SELECT max(a.activated_at) FROM policy_activations a WHERE a.policy_id = p.id) AS "activatedAt" FROM policies p`;

/** All versions, the house policy first, then the latest first. They are few: each is somebody's deliberate work. */
export async function policyViews(sql: Sql, id?: string): Promise<PolicyView[]> {
  const [inForce] = await sql.prepared<ActiveRow>('active-policy', active, []);
  const rows = await sql.query<Row>(
    `${select} WHERE $1::text IS NULL OR p.id::text = $1 ORDER BY p.created_at DESC, p.id DESC LIMIT 500`,
    [id ?? null],
  );
  const made = rows.map((row): PolicyView => {
    const times = { createdAt: row.createdAt.toISOString(), activatedAt: row.activatedAt?.toISOString() ?? null };
    return { ...row, ...times, active: inForce?.policy_id === row.id };
  });
  const house: PolicyView = {
    ...{ id: HOUSE, version: DEFAULT_POLICY.version, policy: DEFAULT_POLICY, note: 'The policy Throughline comes with.' },
    ...{ createdAt: null, activatedAt: null, active: !inForce?.policy_id },
  };
  return id === undefined ? [house, ...made] : id === HOUSE ? [house] : made;
}

interface ReplayRow extends Omit<PolicyReplayView, 'from' | 'to' | 'createdAt'> {
  from: Date;
  to: Date;
  createdAt: Date;
}

export async function replayView(sql: Sql, id: string): Promise<PolicyReplayView | undefined> {
  const [row] = await sql.query<ReplayRow>(
    `SELECT id, coalesce(policy_id::text, '${HOUSE}') AS "policyId", from_at AS "from", to_at AS "to", queue_ids AS "queueIds", state, progress, result,
            problem, created_at AS "createdAt" FROM policy_replays WHERE id::text = $1`,
    [id],
  );
  return row && { ...row, from: row.from.toISOString(), to: row.to.toISOString(), createdAt: row.createdAt.toISOString() };
}
