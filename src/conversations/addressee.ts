import { channelCapabilities } from '../contracts/channels.js';
import type { Channel } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';

/** Whom a reply is addressed to, and through which inbox it leaves. */
export interface Addressee {
  identityId: string;
  customerId: string;
  inboxId: string;
}

/**
 * The customer's own identity that wrote last on this channel, in this conversation before others; else a proved address of the right
 * kind, through the first inbox of the channel. Somebody else who joined by a reply token (a friend, an assistant) is
 * never answered in the customer's place. Undefined where the customer cannot be reached there.
 */
export async function findAddressee(
  sql: Sql,
  memberIds: string[],
  channel: Channel,
  conversationId: string,
): Promise<Addressee | undefined> {
  const [wrote] = await sql.query<{ identity_id: string; customer_id: string; inbox_id: string }>(
    `SELECT m.identity_id, i.customer_id, m.inbox_id FROM messages m JOIN identities i ON i.id = m.identity_id
     WHERE i.customer_id = ANY($1) AND m.customer_id = ANY($1) AND m.channel = $2 AND m.direction = 'in' AND m.kind = 'text'
     ORDER BY (m.conversation_id = $3) DESC, m.created_at DESC, m.seq DESC LIMIT 1`,
    [memberIds, channel, conversationId],
  );
  if (wrote) return { identityId: wrote.identity_id, customerId: wrote.customer_id, inboxId: wrote.inbox_id };
  const [held] = await sql.query<{ id: string; customer_id: string; inbox_id: string }>(
    `SELECT d.id, d.customer_id, x.id AS inbox_id FROM identities d
     CROSS JOIN LATERAL (SELECT id FROM inboxes WHERE channel = $2 AND disabled_at IS NULL ORDER BY created_at, id LIMIT 1) x
     WHERE d.customer_id = ANY($1) AND d.kind = $3 AND (d.joins OR d.level = 'verified')
     ORDER BY (d.level = 'verified') DESC, d.created_at DESC LIMIT 1`,
    [memberIds, channel, channelCapabilities[channel]?.addressedBy ?? channel],
  );
  return held && { identityId: held.id, customerId: held.customer_id, inboxId: held.inbox_id };
}
