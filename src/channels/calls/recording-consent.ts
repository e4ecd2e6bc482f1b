import type { Consents } from '../../customers/consents/consents.service.js';
import type { Actor, Sql } from '../../platform/database/tx.js';
import type { CallRow } from './calls.repository.js';

/**
 * To be asked before a call is recorded, also when a recording goes on. Callers are told at the greeting, so their silence will do;
 * where the inbox says `recordingConsent: given` only their yes will. @throws Refusal `consent_missing`
 */
export async function requireRecording(
  consents: Consents,
  sql: Sql,
  call: Pick<CallRow, 'customer_id' | 'inbox_id'>,
  actor: Actor,
): Promise<void> {
  const [inbox] = await sql.query<{ rule: string | null }>(
    `SELECT settings ->> 'recordingConsent' AS rule FROM inboxes WHERE id = $1`,
    [call.inbox_id],
  );
  await consents.require(sql, call.customer_id, 'recording', actor, { unlessRefused: inbox?.rule !== 'given' });
}
