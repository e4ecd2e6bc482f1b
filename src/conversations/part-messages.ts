import type { Scope } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import {
  type ConversationRow,
  conversationColumns,
  moveConversation,
  recordEvent,
  roomsOf,
  routeOfInbox,
} from './conversations.repository.js';
import { readAnew } from './read-anew.js';

interface Parting {
  /** Since when both were one. */
  since: Date;
  /** Whose messages move, all of one thread. */
  ofIds: string[];
  /** In whose conversations they lie now. */
  fromIds: string[];
}

/**
 * What one side wrote, and was told, in a conversation of the other side while both were one goes to a conversation of their own:
 * the one that is open, else the one that was closed in that time, else a new one. A word of theirs that nobody answered is waited
 * for there. The caller holds the locks of both threads, and arranges what is open afterwards.
 */
export async function partMessages(scope: Scope, outbox: Outbox, parting: Parting): Promise<void> {
  const mixed = await scope.tx.query<ConversationRow>(
    `SELECT ${conversationColumns} FROM conversations WHERE id IN (
       SELECT c.id FROM conversations c JOIN messages m ON m.conversation_id = c.id
       WHERE c.customer_id = ANY($1) AND m.customer_id = ANY($2) AND ${mayMove('m')})
     ORDER BY id FOR NO KEY UPDATE`,
    [parting.fromIds, parting.ofIds],
  );
  for (const source of mixed) await part(scope, outbox, parting, source);
}

/** A call that is going on stays where it is spoken. */
const mayMove = (m: string): string => `NOT EXISTS (SELECT 1 FROM calls k WHERE k.message_id = ${m}.id AND k.ended_at IS NULL)`;

async function part(scope: Scope, outbox: Outbox, parting: Parting, source: ConversationRow): Promise<void> {
  const target = (await ownOf(scope, parting)) ?? (await makeOne(scope, outbox, parting, source));
  const moved = await scope.tx.query<{ id: string; created_at: Date }>(
    `UPDATE messages m SET conversation_id = $1 WHERE m.conversation_id = $2 AND m.customer_id = ANY($3) AND ${mayMove('m')} RETURNING m.id, m.created_at`,
    [target.id, source.id, parting.ofIds],
  );
  await takeAlong(scope, {
    messageIds: moved.map((one) => one.id),
    fromId: source.id,
    toId: target.id,
    ofIds: parting.ofIds,
  });
  const data = { because: 'unmerge', messages: moved.length };
  // Not by spreading: a thread of years may have more messages than a call takes arguments.
  const putInFrom = moved.map((one) => one.created_at).reduce((first, at) => (at < first ? at : first));
  const left = await readAnew(scope, source);
  await moveConversation(scope, outbox, left, { change: 'edited', changes: {}, data });
  await restore(scope, outbox, left, parting);
  await takeUp(scope, outbox, await readAnew(scope, target, { asIfOpen: source.status !== 'closed', putInFrom }), data);
}

/** Their open conversation, else the last one that was closed while both were one. */
async function ownOf(scope: Scope, { ofIds, since }: Parting): Promise<ConversationRow | undefined> {
  const [row] = await scope.tx.query<ConversationRow>(
    `SELECT ${conversationColumns} FROM conversations c
     WHERE customer_id = ANY($1) AND (status <> 'closed' OR closed_at >= $2)
       AND (split_from_id IS NULL OR EXISTS (SELECT 1 FROM merge_splits s WHERE s.conversation_id = c.id))
     ORDER BY status = 'closed', CASE WHEN status = 'closed' THEN closed_at END DESC, opened_at, id LIMIT 1 FOR NO KEY UPDATE`,
    [ofIds, since],
  );
  return row;
}

/** One of their own, closed until it turns out that somebody waits there. */
async function makeOne(scope: Scope, outbox: Outbox, { ofIds }: Parting, source: ConversationRow): Promise<ConversationRow> {
  const [last] = await scope.tx.query<{ inbox_id: string; channel: ConversationRow['channel']; customer_id: string }>(
    `SELECT inbox_id, channel, customer_id FROM messages WHERE conversation_id = $1 AND customer_id = ANY($2)
     ORDER BY direction = 'in' DESC, created_at DESC LIMIT 1`,
    [source.id, ofIds],
  );
  const id = newId();
  const [row] = await scope.tx.query<ConversationRow>(
    `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, language, preferred_agent_id, closed_at, outcome, priority)
     SELECT $1, $2, $3, q.id, 'closed', $4, $5, $6, coalesce($7, app_now()), $8, q.priority FROM queues q WHERE q.id = $9
     RETURNING ${conversationColumns}`,
    [
      ...[id, last!.customer_id, last!.inbox_id, last!.channel, source.language],
      ...[source.assignee_id ?? source.preferred_agent_id, source.closed_at, source.outcome, source.queue_id],
    ],
  );
  await recordEvent(scope, row!, 'opened', {
    channel: row!.channel,
    inboxId: row!.inbox_id,
    because: 'unmerge',
    from: source.id,
  });
  await outbox.add(scope.tx, {
    type: 'conversation.updated',
    payload: { conversationId: id, customerId: row!.customer_id, queueId: row!.queue_id, change: 'opened' },
    rooms: roomsOf(row!),
  });
  return row!;
}

/** What hangs on the messages and names the conversation. */
async function takeAlong(
  scope: Scope,
  { messageIds, fromId, toId, ofIds }: { messageIds: string[]; fromId: string; toId: string; ofIds: string[] },
): Promise<void> {
  await scope.tx.run('UPDATE facts SET conversation_id = $1 WHERE conversation_id = $2 AND customer_id = ANY($3)', [
    ...[toId, fromId, ofIds],
  ]);
  await scope.tx.run(
    `UPDATE promises p SET conversation_id = $1, customer_id = m.customer_id FROM messages m
     WHERE p.source_message_id = m.id AND m.id = ANY($2) AND p.conversation_id = $3`,
    [toId, messageIds, fromId],
  );
  await scope.tx.run('UPDATE calls SET conversation_id = $1 WHERE message_id = ANY($2)', [toId, messageIds]);
}

/** A closed one that only the other side's words brought back is closed again, if nobody has taken it up. */
async function restore(scope: Scope, outbox: Outbox, row: ConversationRow, { since, fromIds }: Parting): Promise<void> {
  if (row.status !== 'waiting' || row.unanswered_since) return;
  const [before] = await scope.tx.query<{ at: Date; outcome: string | null }>(
    `SELECT c.at, c.data ->> 'outcome' AS outcome
     FROM conversation_events r CROSS JOIN LATERAL (
       SELECT at, data FROM conversation_events WHERE conversation_id = r.conversation_id AND type = 'closed' AND at <= r.at
       ORDER BY at DESC LIMIT 1) AS c
     WHERE r.conversation_id = $1 AND r.type = 'reopened' AND r.at >= $2 AND NOT EXISTS (
       SELECT 1 FROM messages m WHERE m.conversation_id = $1 AND m.customer_id = ANY($3) AND m.direction <> 'internal' AND m.created_at >= r.at)
     ORDER BY r.at LIMIT 1`,
    [row.id, since, fromIds],
  );
  if (!before) return;
  await scope.tx.run('UPDATE conversations SET closed_at = $2 WHERE id = $1', [row.id, before.at]);
  const changes = {
    status: 'closed' as const,
    outcome: before.outcome,
    waiting_since: null,
    deadline_at: null,
    raiseEpoch: true,
  };
  await moveConversation(scope, outbox, row, { change: 'edited', changes, data: { status: 'closed', because: 'unmerge' } });
}

/** Where a word of theirs is unanswered they wait, from when they wrote it; nothing else wakes anybody. */
async function takeUp(
  scope: Scope,
  outbox: Outbox,
  row: ConversationRow,
  data: { because: string; messages: number },
): Promise<void> {
  const waits = row.unanswered_since;
  if (row.status === 'closed' && waits) {
    const route = await routeOfInbox(scope.tx, row.inbox_id);
    const target = route.first_reply_target_ms === null ? null : Number(route.first_reply_target_ms);
    await moveConversation(scope, outbox, row, {
      change: 'reopened',
      changes: {
        ...{ status: 'waiting', assignee_id: null, closed_at: null, outcome: null, excluded_agent_ids: [], routed_at: null },
        ...{ waiting_since: waits, raiseEpoch: true },
        deadline_at: target === null ? null : new Date(waits.getTime() + target),
      },
      data,
    });
    return;
  }
  if (row.status === 'snoozed' && waits)
    return void (await moveConversation(scope, outbox, row, {
      change: 'woken',
      changes: {
        ...{ status: row.assignee_id ? 'assigned' : 'waiting', snoozed_until: null },
        ...(row.assignee_id ? {} : { waiting_since: waits }),
      },
      data,
    }));
  await moveConversation(scope, outbox, row, { change: 'edited', changes: {}, data });
}
