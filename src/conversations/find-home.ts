import { onInbound } from '../core/lifecycle/conversation.js';
import type { Tx } from '../platform/database/tx.js';
import { type ConversationRow, conversationColumns, type InboxRoute } from './conversations.repository.js';
import type { InboundMessage } from './inbound-message.js';

/** Where an inbound message belongs. `previous` is the closed conversation that a new one continues. */
export type Home =
  | { kind: 'append' | 'wake' | 'reopen'; conversation: ConversationRow }
  | { kind: 'open'; previous: ConversationRow | undefined }
  | { kind: 'nowhere' };

/**
 * The conversation named by the reply token or an answered message, else the customer's open one, else the closed one
 * that may still be reopened, else a new one. The caller holds the lock of the thread, so nobody opens a second one.
 */
export async function findHome(
  tx: Tx,
  inbound: InboundMessage,
  { memberIds, hasHistory }: { memberIds: string[]; hasHistory: boolean },
  route: InboxRoute,
): Promise<Home> {
  const named = await whereItLies(tx, await namedConversation(tx, inbound, memberIds));
  if (inbound.automatic) return named ? { kind: 'append', conversation: named } : { kind: 'nowhere' };
  if (named && named.status !== 'closed') return liveHome(named);
  if (!hasHistory && !named) return { kind: 'open', previous: undefined };
  // One that a merge made a split is the thread's own once the other is closed: nobody opens a third beside it.
  const open = await one(
    tx,
    `customer_id = ANY($1) AND status <> 'closed'
       AND (split_from_id IS NULL OR EXISTS (SELECT 1 FROM merge_splits s WHERE s.conversation_id = conversations.id))
     ORDER BY split_from_id IS NOT NULL, opened_at, id LIMIT 1`,
    [memberIds],
  );
  if (open) return liveHome(open);
  const last =
    named ??
    (await one(tx, `customer_id = ANY($1) AND status = 'closed' AND split_from_id IS NULL ORDER BY closed_at DESC LIMIT 1`, [
      memberIds,
    ]));
  if (!last) return { kind: 'open', previous: undefined };
  const action = onInbound({
    status: last.status,
    closedAt: last.closed_at?.getTime() ?? null,
    reopenWithinMs: Number(route.reopen_within_ms),
    now: route.now.getTime(),
    ownerPresent: false,
  });
  // A split that was closed is not reopened by chance: only the thread's own conversation comes back.
  if (action === 'reopen' && memberIds.includes(last.customer_id) && !last.split_from_id)
    return { kind: 'reopen', conversation: last };
  return { kind: 'open', previous: last };
}

function liveHome(conversation: ConversationRow): Home {
  return { kind: conversation.status === 'snoozed' ? 'wake' : 'append', conversation };
}

/**
 * A reply token is a proof and may name a conversation of another customer (somebody answers from another address);
 * a Message-ID is not, and counts only within the sender's own thread, or for automatic mail in the thread it answers.
 */
async function namedConversation(tx: Tx, inbound: InboundMessage, memberIds: string[]): Promise<ConversationRow | undefined> {
  const byToken = inbound.threading?.conversationId;
  if (byToken) {
    // Who answers a letter of theirs that was erased since begins anew.
    const found = await one(
      tx,
      'id = $1 AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = customer_id AND c.erased_at IS NOT NULL)',
      [byToken],
    );
    if (found && memberIds.includes(found.customer_id)) return found;
    // What they answer may have moved to a conversation of their own since, with the undo of a merge: that one is meant then.
    const own = found && (await answeredIn(tx, inbound));
    if (found) return own && memberIds.includes(own.customer_id) ? own : found;
  }
  const found = await answeredIn(tx, inbound);
  return found && (inbound.automatic || memberIds.includes(found.customer_id)) ? found : undefined;
}

/** Whoever answers a letter from a split that was undone since goes on where that was put back. */
const whereItLies = async (tx: Tx, named: ConversationRow | undefined): Promise<ConversationRow | undefined> =>
  named?.rejoined_at ? one(tx, 'id = $1', [named.split_from_id]) : named;

async function answeredIn(tx: Tx, inbound: InboundMessage): Promise<ConversationRow | undefined> {
  const answers = inbound.threading?.inReplyTo ?? [];
  if (answers.length === 0) return undefined;
  return one(
    tx,
    `id = (SELECT m.conversation_id FROM messages m WHERE m.external_id = ANY($1) ORDER BY m.created_at DESC LIMIT 1)`,
    [answers],
  );
}

async function one(tx: Tx, where: string, values: unknown[]): Promise<ConversationRow | undefined> {
  const [row] = await tx.query<ConversationRow>(`SELECT ${conversationColumns} FROM conversations WHERE ${where}`, values);
  return row;
}
