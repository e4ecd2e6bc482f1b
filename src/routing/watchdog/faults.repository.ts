import type { Sql } from '../../platform/database/tx.js';

/** A claim that failed by fault. */
export interface ClaimFault {
  conversationId: string;
  agentId: string;
  fault: string;
}

/** What kind of fault it was, fit for a supervisor's screen: a code and what was violated, never values. */
export function faultName(error: unknown): string {
  const { code, constraint, name } = error as { code?: unknown; constraint?: unknown; name?: unknown };
  if (typeof code !== 'string') return typeof name === 'string' ? name : 'unknown fault';
  return typeof constraint === 'string' && constraint ? `${code} ${constraint}` : code;
}

/** On record for as long as the conversation is set aside and a while after, so that every process can say so. */
export async function noteFaults(sql: Sql, faults: readonly ClaimFault[], asideMs: number): Promise<void> {
  await sql.run(
    `INSERT INTO matching_faults (conversation_id, agent_id, fault, aside_until)
     SELECT DISTINCT ON (f."conversationId") f."conversationId", f."agentId", f.fault, app_now() + $2 * interval '1 ms'
     FROM jsonb_to_recordset($1::jsonb) AS f("conversationId" uuid, "agentId" uuid, fault text)
     ON CONFLICT (conversation_id) DO UPDATE SET agent_id = excluded.agent_id, fault = excluded.fault, times = matching_faults.times + 1,
       aside_until = excluded.aside_until`,
    [JSON.stringify(faults), asideMs],
  );
}

/** Those who have left the line, and those whose next try, a good while ago, did not fail. */
export async function forgetFaults(sql: Sql): Promise<void> {
  await sql.run(
    `DELETE FROM matching_faults f USING conversations c WHERE c.id = f.conversation_id
       AND (c.status <> 'waiting' OR f.aside_until < app_now() - interval '10 seconds')`,
  );
}
