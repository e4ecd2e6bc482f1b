import type { Scope, Tx } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';

/**
 * Whom a note names, each once; undefined for nobody. They hear of the note wherever they are; it gives them no right they did
 * not have. Throws `invalid_request` where one is no colleague who is still here.
 */
export async function mentioned(tx: Tx, ids: readonly string[] | undefined): Promise<string[] | undefined> {
  if (!ids || ids.length === 0) return undefined;
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  const found = await tx.query<{ id: string }>('SELECT id FROM agents WHERE id = ANY($1::uuid[]) AND disabled_at IS NULL', [
    wanted,
  ]);
  const known = new Set(found.map(({ id }) => id));
  const stranger = ids.findIndex((id) => !known.has(id.toLowerCase()));
  if (stranger >= 0) throw refused(`/mentions/${stranger}`, 'is no agent who is still here');
  return wanted;
}

/** Each who is named has it to look at until they did; who names themselves has seen it. */
export async function keepMentions({ tx, actor }: Scope, messageId: string, agentIds: readonly string[]): Promise<void> {
  await tx.run(
    `INSERT INTO mentions (message_id, agent_id) SELECT $1, id FROM unnest($2::uuid[]) AS id WHERE id IS DISTINCT FROM $3::uuid`,
    [messageId, agentIds, actor.type === 'agent' ? actor.id : null],
  );
}

/** What customers read names no colleague. */
export function refuseMentions(ids: readonly string[] | undefined): void {
  if (ids && ids.length > 0) throw refused('/mentions', 'only a note names colleagues');
}

const refused = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}.`, { errors: [{ pointer, detail }] });
