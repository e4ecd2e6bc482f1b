import type { ConversationChange } from '../contracts/events.js';
import { room } from '../contracts/events.js';
import type { Channel, ConversationStatus } from '../contracts/words.js';
import { type CustomerRow, lockCustomer, type WhereErased } from '../customers/customers.repository.js';
import type { Scope, Sql, Tx } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/ids/new-id.js';
import type { Outbox } from '../platform/outbox/outbox.js';

export interface ConversationRow {
  id: string;
  customer_id: string;
  inbox_id: string;
  queue_id: string;
  status: ConversationStatus;
  channel: Channel;
  subject: string | null;
  priority: number;
  language: string | null;
  assignee_id: string | null;
  epoch: number;
  split_from_id: string | null;
  /** Its split was undone then: whatever was said in it lies in `split_from_id`, and it never opens again. */
  rejoined_at: Date | null;
  previous_id: string | null;
  preferred_agent_id: string | null;
  excluded_agent_ids: string[];
  waiting_since: Date | null;
  deadline_at: Date | null;
  snoozed_until: Date | null;
  first_replied_at: Date | null;
  last_inbound_at: Date | null;
  closed_at: Date | null;
  outcome: string | null;
  routed_at: Date | null;
  requirements: object[];
  wait_for_agent_id: string | null;
  wait_until: Date | null;
  unanswered_since: Date | null;
  silence_stage: number;
  manual_until: Date | null;
  cover_for_agent_id: string | null;
  cover_until: Date | null;
  /** While a call is live on it the channel is `voice`, whatever else the customer writes. */
  live_call_id: string | null;
  version: number;
}

export const conversationColumns = `id, customer_id, inbox_id, queue_id, status, channel, subject, priority, language, assignee_id, epoch,
  split_from_id, rejoined_at, previous_id, preferred_agent_id, excluded_agent_ids, waiting_since, deadline_at, snoozed_until, first_replied_at,
  last_inbound_at, closed_at, outcome, routed_at, requirements, wait_for_agent_id, wait_until, unanswered_since, silence_stage, manual_until,
  cover_for_agent_id, cover_until, live_call_id, version`;

export interface LockedConversation {
  conversation: ConversationRow;
  /** The root customer of the thread, locked first. */
  customer: CustomerRow;
}

/**
 * Locks a conversation in the order of the house: customer, then conversation. Undefined where there is none.
 * @throws Refusal `customer_erased`, unless told otherwise
 */
export async function lockConversation(
  tx: Tx,
  conversationId: string,
  whereErased: WhereErased = 'refuse',
): Promise<LockedConversation | undefined> {
  const [found] = await tx.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [
    conversationId,
  ]);
  if (!found) return undefined;
  const customer = await lockCustomer(tx, found.customer_id, whereErased);
  if (!customer) return undefined;
  const [conversation] = await tx.query<ConversationRow>(
    `SELECT ${conversationColumns} FROM conversations WHERE id = $1 FOR NO KEY UPDATE`,
    [conversationId],
  );
  return conversation && { conversation, customer };
}

/** What a move may change; undefined leaves a column alone, null empties it. */
export interface ConversationChanges {
  status?: ConversationStatus;
  queue_id?: string;
  channel?: Channel;
  assignee_id?: string | null;
  preferred_agent_id?: string | null;
  excluded_agent_ids?: string[];
  priority?: number;
  language?: string | null;
  subject?: string | null;
  waiting_since?: Date | 'now' | null;
  deadline_at?: Date | null;
  snoozed_until?: Date | null;
  closed_at?: 'now' | null;
  outcome?: string | null;
  last_inbound_at?: 'now';
  last_outbound_at?: 'now';
  /** null: the rules choose queue and requirements anew before anybody is asked. */
  routed_at?: 'now' | null;
  requirements?: object[];
  routing?: object;
  wait_for_agent_id?: string | null;
  wait_until?: Date | null;
  unanswered_since?: Date | 'now' | null;
  silence_stage?: number;
  manual_until?: Date | null;
  cover_for_agent_id?: string | null;
  cover_until?: Date | null;
  live_call_id?: string | null;
  /** Raise the epoch: somebody else holds it from now on. */
  raiseEpoch?: boolean;
}

export interface Move {
  change: ConversationChange;
  changes: ConversationChanges;
  /** Kept with the history row: ids and small words, never text of customers. */
  data?: object;
}

/** pg would write an array as one of PostgreSQL's own. */
const json = new Set(['requirements', 'routing']);

/**
 * The one way a conversation changes: a guarded write that names the epoch it saw, the history row and the
 * announcement, in the caller's transaction. Throws `stale_epoch` where somebody else was faster.
 */
export async function moveConversation(scope: Scope, outbox: Outbox, row: ConversationRow, move: Move): Promise<ConversationRow> {
  const { raiseEpoch, ...columns } = move.changes;
  const values: unknown[] = [row.id, row.epoch];
  const sets = Object.entries(columns).flatMap(([column, value]) => {
    if (value === undefined) return [];
    if (value === 'now') return [`${column} = app_now()`];
    values.push(json.has(column) ? JSON.stringify(value) : value);
    return [`${column} = $${values.length}`];
  });
  if (raiseEpoch) sets.push('epoch = epoch + 1');
  const [after] = await scope.tx.query<ConversationRow>(
    `UPDATE conversations SET ${[...sets, 'version = version + 1'].join(', ')} WHERE id = $1 AND epoch = $2 RETURNING ${conversationColumns}`,
    values,
  );
  if (!after) throw staleEpoch();
  await recordEvent(scope, after, move.change, move.data);
  await outbox.add(scope.tx, {
    type: 'conversation.updated',
    payload: { conversationId: after.id, customerId: after.customer_id, queueId: after.queue_id, change: move.change },
    rooms: roomsOf(after, row),
  });
  return after;
}

export async function recordEvent(scope: Scope, row: ConversationRow, type: string, data: object = {}): Promise<void> {
  await scope.tx.run(
    `INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, actor_type, actor_id, epoch, data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [newId(), row.id, row.customer_id, row.queue_id, type, scope.actor.type, scope.actor.id, row.epoch, data],
  );
}

/** Everybody whose screen shows the conversation, before and after the change. */
export function roomsOf(...rows: Pick<ConversationRow, 'id' | 'customer_id' | 'queue_id' | 'assignee_id'>[]): string[] {
  const rooms = rows.flatMap((row) => [
    room.conversation(row.id),
    room.customer(row.customer_id),
    room.queue(row.queue_id),
    ...(row.assignee_id ? [room.agent(row.assignee_id)] : []),
  ]);
  return [...new Set([...rooms, room.supervisors])];
}

export const staleEpoch = (): Refusal =>
  new Refusal('stale_epoch', 'Somebody else acted on this conversation first; read it again.', {
    translations: { zh: '此后已有人处理过这个会话，请重新查看。' },
  });

export interface InboxRoute {
  inbox_id: string;
  channel: Channel;
  queue_id: string;
  reopen_within_ms: string;
  first_reply_target_ms: string | null;
  now: Date;
}

/** Where messages of an inbox go, and what the clock says. */
export async function routeOfInbox(sql: Sql, inboxId: string): Promise<InboxRoute> {
  const [route] = await sql.prepared<InboxRoute>(
    'inbox-route',
    `SELECT i.id AS inbox_id, i.channel, i.queue_id, q.reopen_within_ms, q.first_reply_target_ms, app_now() AS now
     FROM inboxes i JOIN queues q ON q.id = i.queue_id WHERE i.id = $1`,
    [inboxId],
  );
  if (!route) throw new Refusal('not_found', 'There is no such inbox.');
  return route;
}
