import { fullBecause } from '../../core/capacity/admission.js';
import { leavesWork, type CallOutcome } from '../../core/lifecycle/call.js';
import { type ConversationRow, moveConversation, recordEvent } from '../../conversations/conversations.repository.js';
import type { Channel } from '../../contracts/words.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import { endAssignment } from '../../routing/work/assignments.repository.js';
import { endWork } from '../../routing/work/end-work.js';
import { assignTo, loadIn, putInLine } from '../../routing/work/place-conversation.js';
import { lockRooms } from '../../routing/work/reserved.queries.js';
import type { CallRow, LockedCall } from './calls.repository.js';

/** How long a caller may stand in a menu before the conversation goes in line by itself. */
const MENU_MS = 15 * 60_000;

/** While the caller hears the greeting and chooses, nobody is asked: the conversation sleeps, if nobody has it yet. */
export async function sleepInMenu(scope: Scope, outbox: Outbox, row: ConversationRow, now: Date): Promise<ConversationRow> {
  return moveConversation(scope, outbox, row, {
    change: 'snoozed',
    changes: { status: 'snoozed', waiting_since: null, snoozed_until: new Date(now.getTime() + MENU_MS) },
    data: { because: 'call_menu' },
  });
}

/**
 * Brings the conversation of a call that begins to wait to where routing finds it: with its owner where they are there and
 * could take a call beside what else they hold, in line otherwise. Gives the owner who is rung.
 */
export async function seekAgent(
  scope: Scope,
  outbox: Outbox,
  row: ConversationRow,
  queueId?: string,
): Promise<{ conversation: ConversationRow; ownerId: string | null }> {
  const changes = queueId ? { queue_id: queueId, routed_at: 'now' as const } : {};
  if (row.status === 'snoozed')
    return {
      ...{ ownerId: null },
      conversation: await putInLine(scope, outbox, row, {
        ...{ event: 'woken', change: 'woken', endReason: 'call', waitingSince: 'now', changes },
      }),
    };
  if (row.status === 'assigned' && row.assignee_id) return seekOwner(scope, outbox, row, row.assignee_id);
  // Held out as what it was before: that offer reserved too little room.
  if (row.status === 'offered' || queueId)
    return {
      ...{ ownerId: null },
      conversation: await putInLine(scope, outbox, row, {
        ...{ event: 'transferred', change: 'requeued', endReason: 'call', waitingSince: row.waiting_since ?? 'now', changes },
        data: { because: 'call' },
      }),
    };
  return { conversation: row, ownerId: null };
}

/** A call is taken in exchange for the chat it comes from: judged without the one, reserved for the other. */
async function seekOwner(
  scope: Scope,
  outbox: Outbox,
  row: ConversationRow,
  ownerId: string,
): Promise<{ conversation: ConversationRow; ownerId: string | null }> {
  await endAssignment(scope.tx, row.id, 'call');
  const load = await loadIn(scope.tx, row.queue_id, row.channel);
  const owner = (await lockRooms(scope.tx, [ownerId])).get(ownerId);
  const isThere = owner !== undefined && !owner.disabled && owner.reachable && (await takesCalls(scope.tx, ownerId));
  // Limits of quantity are for new work; what counts here is that nobody talks to two at once, or leaves a customer unanswered.
  const unlimited = { returnReserve: 0, rampMs: 0, limit: Number.MAX_SAFE_INTEGER, channelLimits: {}, onboarding: null };
  if (isThere && fullBecause({ ...owner, ...unlimited }, load, owner.now) === null) {
    const placing = { agentId: ownerId, load, event: 'assigned' as const, change: 'assigned' as const, endReason: 'call' };
    return { conversation: await assignTo(scope, outbox, row, { ...placing, data: { because: 'call' } }), ownerId };
  }
  const conversation = await putInLine(scope, outbox, row, {
    ...{ event: 'transferred', change: 'requeued', endReason: 'call', waitingSince: 'now' },
    changes: { preferred_agent_id: ownerId },
    data: { because: 'call', ownerBusy: true },
  });
  return { conversation, ownerId: null };
}

/** Who finishes what they hold still answers their own customers; who is away does not. */
export async function takesCalls(tx: Tx, agentId: string): Promise<boolean> {
  const [presence] = await tx.query<{ state: string }>('SELECT state FROM agent_presence WHERE agent_id = $1', [agentId]);
  return presence?.state === 'available' || presence?.state === 'finishing';
}

/**
 * The agent did not answer, or their line was lost: the caller stands at the head of the line, before everybody who waits
 * there now, as somebody who has waited since the call began. Who did not answer has, for the record and for the matcher,
 * let an offer run out.
 */
export async function toHeadOfLine(
  scope: Scope,
  outbox: Outbox,
  { call, conversation }: LockedCall,
  because: 'call_unanswered' | 'call_dropped',
): Promise<{ conversation: ConversationRow; details: Record<string, unknown> }> {
  const [head] = await scope.tx.query<{ highest: number | null }>(
    `SELECT max(priority) AS highest FROM conversations WHERE queue_id = $1 AND status IN ('waiting', 'offered') AND id <> $2`,
    [conversation.queue_id, conversation.id],
  );
  const priority = Math.max(conversation.priority, (head?.highest ?? conversation.priority - 1) + 1);
  const after = await putInLine(scope, outbox, conversation, {
    ...{ event: 'transferred', change: 'requeued', endReason: because },
    waitingSince: call.queued_at ?? call.started_at,
    changes: { priority },
    data: { because, callId: call.id },
  });
  if (because === 'call_unanswered' && call.agent_id) await rangOut(scope.tx, after, call.agent_id);
  const before = call.details['priorityBefore'];
  return { conversation: after, details: { priorityBefore: typeof before === 'number' ? before : conversation.priority } };
}

/** Under the epoch of the new wait, so that the matcher remembers who was asked. */
async function rangOut(tx: Tx, row: ConversationRow, agentId: string): Promise<void> {
  await tx.run(
    `INSERT INTO offers (id, conversation_id, agent_id, queue_id, epoch, weight, state, expires_at, made_at, ended_at)
     SELECT $1, $2, $3, $4, $5, 0, 'expired', t.now, t.now, t.now FROM (SELECT app_now() AS now) t`,
    [newId(), row.id, agentId, row.queue_id, row.epoch],
  );
}

/** The customer is being talked to: nobody owes them an answer any more, and the place at the head has done its work. */
export async function markAnswered(scope: Scope, outbox: Outbox, { call, conversation }: LockedCall): Promise<void> {
  const before = call.details['priorityBefore'];
  const first = !conversation.first_replied_at;
  await scope.tx.run(
    `UPDATE conversations SET unanswered_since = NULL, silence_stage = 0, first_replied_at = coalesce(first_replied_at, app_now()),
       deadline_at = CASE WHEN first_replied_at IS NULL THEN NULL ELSE deadline_at END, last_outbound_at = app_now() WHERE id = $1`,
    [conversation.id],
  );
  if (first) await recordEvent(scope, conversation, 'first_replied', { callId: call.id });
  await moveConversation(scope, outbox, conversation, {
    change: 'answered',
    changes: typeof before === 'number' ? { priority: before } : {},
    data: { callId: call.id },
  });
}

/**
 * After the call: the channel is again the one the customer writes on, and weighs on its agent as such. Where the call was all
 * there was and nobody took it, the conversation ends with it.
 */
export async function afterCall(scope: Scope, outbox: Outbox, locked: LockedCall, outcome: CallOutcome): Promise<void> {
  const { call } = locked;
  const channel = await channelAfter(scope.tx, call);
  const before = call.details['priorityBefore'];
  const changes = { live_call_id: null, channel, ...(typeof before === 'number' ? { priority: before } : {}) };
  const row = await moveConversation(scope, outbox, locked.conversation, {
    change: 'edited',
    changes,
    data: { because: 'call_ended', callId: call.id, outcome },
  });
  if (row.status === 'closed') return;
  if (row.status === 'assigned') return reweigh(scope.tx, row);
  if (leavesWork(outcome)) {
    if (row.status === 'snoozed')
      await putInLine(scope, outbox, row, { event: 'woken', change: 'woken', endReason: 'call', waitingSince: 'now' });
    return;
  }
  if (!(await saidAnything(scope.tx, row.id))) {
    await recordEvent(scope, row, 'abandoned', { callId: call.id, offered: row.status === 'offered' });
    return void (await endWork(scope, outbox, row, outcome === 'answered' ? 'resolved' : 'abandoned', { callId: call.id }));
  }
  if (row.status === 'waiting') return;
  await putInLine(scope, outbox, row, {
    ...{ event: row.status === 'snoozed' ? 'woken' : 'transferred', change: 'requeued', endReason: 'call' },
    waitingSince: row.waiting_since ?? row.unanswered_since ?? 'now',
    data: { because: 'call_ended' },
  });
}

async function reweigh(tx: Tx, row: ConversationRow): Promise<void> {
  const load = await loadIn(tx, row.queue_id, row.channel);
  await tx.run(`UPDATE assignments SET weight = $2, idle_weight = $3 WHERE conversation_id = $1 AND ended_at IS NULL`, [
    row.id,
    load.weight,
    load.idleWeight,
  ]);
}

/** Where the customer wrote last in this conversation, else what the call's inbox is for. */
async function channelAfter(tx: Tx, call: CallRow): Promise<Channel> {
  const [found] = await tx.query<{ channel: Channel }>(
    `SELECT coalesce((SELECT m.channel FROM messages m WHERE m.conversation_id = $1 AND m.direction = 'in' AND m.kind = 'text'
       ORDER BY m.seq DESC LIMIT 1), (SELECT i.channel FROM inboxes i WHERE i.id = $2)) AS channel`,
    [call.conversation_id, call.inbox_id],
  );
  return found!.channel;
}

/** Words in the present opening of the conversation, or another call that was answered: work that outlives this call. */
async function saidAnything(tx: Tx, conversationId: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM messages m JOIN conversations v ON v.id = m.conversation_id
     WHERE v.id = $1 AND m.direction IN ('in', 'out') AND m.kind = 'text'
       AND m.created_at >= coalesce((SELECT max(e.at) FROM conversation_events e WHERE e.conversation_id = v.id AND e.type = 'reopened'), v.opened_at)
     UNION ALL SELECT 1 FROM assignments s WHERE s.conversation_id = $1 AND s.end_reason IN ('call_dropped', 'transferred') LIMIT 1`,
    [conversationId],
  );
  return rows.length > 0;
}
