import type { CustomerPatience, CustomerTurn } from '../../core/silence/customer-silence.js';
import type { OwnerLadder, OwnerTurn } from '../../core/silence/owner-ladder.js';
import { couldHold, standingBlock } from '../../core/matching/eligibility.js';
import { anyOf, type Sql, type Tx } from '../../platform/database/tx.js';
import { takeSnapshotOf } from '../matching/take-snapshot.js';

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;
const after = (column: string): string => `q.${column} * interval '1 ms'`;

/** When the conversation came into its present owner's hands: nobody is silent before they could speak. */
const held = `CROSS JOIN LATERAL (SELECT greatest(
    (SELECT s.started_at FROM assignments s WHERE s.conversation_id = c.id AND s.ended_at IS NULL),
    (SELECT max(e.at) FROM conversation_events e WHERE e.conversation_id = c.id AND e.type = 'woken')) AS at) AS held`;

/** Somebody else of the queue is there; whether they could take it is asked for the few that are due. */
const somebodyElse = `EXISTS (
  SELECT 1 FROM queue_agents m JOIN agents a ON a.id = m.agent_id AND a.disabled_at IS NULL
  JOIN agent_presence p ON p.agent_id = m.agent_id AND p.state = 'available' AND p.lease_expires_at > clock.now
  WHERE m.queue_id = c.queue_id AND m.agent_id <> c.assignee_id)`;

/** A step of the ladder is due; the first line goes by the index alone. A move that could go to nobody is not due, and holds up nothing. */
const silentOwners = `
  SELECT c.id FROM clock, conversations c JOIN queues q ON q.id = c.queue_id ${held}
  CROSS JOIN LATERAL (SELECT greatest(c.unanswered_since, held.at) AS since) AS turn
  WHERE c.status = 'assigned' AND c.unanswered_since IS NOT NULL AND c.unanswered_since <= clock.now AND c.live_call_id IS NULL
    AND coalesce(q.nudge_after_ms, q.supervisor_after_ms, q.move_after_ms) IS NOT NULL
    AND (c.silence_stage < 1 AND turn.since + ${after('nudge_after_ms')} <= clock.now
      OR c.silence_stage < 2 AND turn.since + ${after('supervisor_after_ms')} <= clock.now
      OR c.silence_stage < 3 AND turn.since + ${after('move_after_ms')} <= clock.now AND coalesce(c.manual_until <= clock.now, true)
        AND ${somebodyElse})
  ORDER BY c.unanswered_since LIMIT 200`;

const silentCustomers = `
  SELECT c.id FROM clock, conversations c JOIN queues q ON q.id = c.queue_id ${held}
  CROSS JOIN LATERAL (SELECT greatest(c.last_outbound_at, held.at) AS since) AS turn
  WHERE c.status = 'assigned' AND c.unanswered_since IS NULL AND c.last_outbound_at IS NOT NULL AND c.live_call_id IS NULL
    AND coalesce(q.remind_customer_after_ms, q.close_silent_after_ms) IS NOT NULL
    AND (c.silence_stage = 0 AND turn.since + least(${after('remind_customer_after_ms')}, ${after('close_silent_after_ms')}) <= clock.now
      OR c.silence_stage > 0 AND turn.since + greatest(${after('close_silent_after_ms')} - coalesce(${after('remind_customer_after_ms')}, interval '0'),
        CASE WHEN q.close_silent_after_ms IS NOT NULL THEN interval '0' END) <= clock.now)
  ORDER BY c.last_outbound_at LIMIT 200`;

const clock = 'WITH clock AS MATERIALIZED (SELECT app_now() AS now)';
type Due = { id: string };

export const dueSilentOwners = (sql: Sql): Promise<Due[]> => sql.query<Due>(`${clock} ${silentOwners}`);
export const dueSilentCustomers = (sql: Sql): Promise<Due[]> => sql.query<Due>(`${clock} ${silentCustomers}`);

const number = (value: string | null): number | null => (value === null ? null : Number(value));

export interface OwnerSilence {
  ladder: OwnerLadder;
  turn: OwnerTurn;
  now: number;
}

/** The ladder of a conversation that the caller has locked, by database time; undefined where its owner owes no answer. */
export async function ownerSilence(tx: Tx, conversationId: string): Promise<OwnerSilence | undefined> {
  const [row] = await tx.query<Record<'nudge' | 'supervisor' | 'move' | 'since' | 'manual' | 'now', string> & { stage: number }>(
    `SELECT q.nudge_after_ms AS nudge, q.supervisor_after_ms AS supervisor, q.move_after_ms AS move, c.silence_stage AS stage,
            ${ms('greatest(c.unanswered_since, held.at)')} AS since, ${ms('c.manual_until')} AS manual, ${ms('app_now()')} AS now
     FROM conversations c JOIN queues q ON q.id = c.queue_id ${held}
     WHERE c.id = $1 AND c.status = 'assigned' AND c.unanswered_since IS NOT NULL AND c.live_call_id IS NULL`,
    [conversationId],
  );
  if (!row) return undefined;
  return {
    ladder: { nudgeAfterMs: number(row.nudge), supervisorAfterMs: number(row.supervisor), moveAfterMs: number(row.move) },
    turn: { heldSince: Number(row.since), stage: row.stage, manualUntil: number(row.manual) },
    now: Number(row.now),
  };
}

export interface CustomerSilence {
  patience: CustomerPatience;
  turn: CustomerTurn;
  now: number;
}

/** How long the customer has been silent, by database time; undefined where it is not their turn. */
export async function customerSilence(tx: Tx, conversationId: string): Promise<CustomerSilence | undefined> {
  const [row] = await tx.query<Record<'remind' | 'close' | 'since' | 'now', string> & { stage: number }>(
    `SELECT q.remind_customer_after_ms AS remind, q.close_silent_after_ms AS close, c.silence_stage AS stage,
            ${ms('greatest(c.last_outbound_at, held.at)')} AS since, ${ms('app_now()')} AS now
     FROM conversations c JOIN queues q ON q.id = c.queue_id ${held}
     WHERE c.id = $1 AND c.status = 'assigned' AND c.unanswered_since IS NULL AND c.last_outbound_at IS NOT NULL AND c.live_call_id IS NULL`,
    [conversationId],
  );
  if (!row) return undefined;
  return {
    patience: { remindAfterMs: number(row.remind), closeAfterMs: number(row.close) },
    turn: { lastWordAt: Number(row.since), reminded: row.stage > 0 },
    now: Number(row.now),
  };
}

/**
 * Whether somebody but its owner is there who could serve this conversation, with room now or later: skills, language and
 * groups count. Earlier exclusions do not, for a move puts its own in their place.
 */
export async function anybodyElse(tx: Tx, conversationId: string, ownerId: string): Promise<boolean> {
  const { items, agents, now } = await takeSnapshotOf(tx, [conversationId], new Map());
  return items.some((item) => {
    const asked = { ...item, excluded: [ownerId] };
    return agents.some((agent) => standingBlock(asked, agent, now) === null && couldHold(asked, agent));
  });
}

/** Alerts of a silent owner that are over: answered, taken away, asleep or closed. All, or those about these conversations. */
export async function settledAlerts(sql: Sql, conversationIds?: string[]): Promise<string[]> {
  const which = conversationIds ? `AND l.key = ${anyOf('$1', 'text')}` : '';
  const rows = await sql.prepared<{ key: string }>(
    conversationIds ? 'silence-settled-of' : 'silence-settled',
    `SELECT l.key FROM alerts l WHERE l.kind = 'silent_owner' AND l.cleared_at IS NULL ${which}
       AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = l.conversation_id AND c.status = 'assigned'
         AND c.unanswered_since IS NOT NULL AND c.silence_stage >= 2)`,
    conversationIds ? [conversationIds] : [],
  );
  return rows.map(({ key }) => key);
}

/** The language the customer is written to in, as far as it is known. */
export async function languageOf(sql: Sql, conversationId: string): Promise<string | null> {
  const [row] = await sql.query<{ tag: string | null }>(
    `SELECT coalesce(v.language, root.locale, c.locale) AS tag FROM conversations v JOIN customers c ON c.id = v.customer_id
     LEFT JOIN customers root ON root.id = c.merged_into WHERE v.id = $1`,
    [conversationId],
  );
  return row?.tag ?? null;
}
