import type { CallItem, CallOutcome, CallProvider, CallState, RecordingState } from '../../contracts/calls.js';
import { carriedByVendor } from '../../contracts/calls.js';
import { room } from '../../contracts/events.js';
import { type CallEvent, nextCallState, talks } from '../../core/lifecycle/call.js';
import { announceMessage } from '../../conversations/announce-message.js';
import { type ConversationRow, lockConversation } from '../../conversations/conversations.repository.js';
import type { CustomerRow } from '../../customers/customers.repository.js';
import type { Scope, Sql, Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import type { Outbox } from '../../platform/outbox/outbox.js';

export interface CallRow {
  id: string;
  conversation_id: string;
  customer_id: string;
  identity_id: string | null;
  inbox_id: string;
  provider: CallProvider;
  external_id: string | null;
  direction: 'in' | 'out';
  state: CallState;
  outcome: CallOutcome | null;
  agent_id: string | null;
  agent_name: string | null;
  message_id: string;
  taken: boolean;
  recording: RecordingState;
  started_at: Date;
  queued_at: Date | null;
  answered_at: Date | null;
  ended_at: Date | null;
  talking_since: Date | null;
  talk_ms: string;
  ring_until: Date | null;
  customer_until: Date | null;
  agent_until: Date | null;
  version: number;
  details: Record<string, unknown>;
}

export const callColumns = `c.id, c.conversation_id, c.customer_id, c.identity_id, c.inbox_id, c.provider, c.external_id, c.direction, c.state,
  c.outcome, c.agent_id, (SELECT a.name FROM agents a WHERE a.id = c.agent_id) AS agent_name, c.message_id, c.taken, c.recording,
  c.started_at, c.queued_at, c.answered_at, c.ended_at, c.talking_since, c.talk_ms, c.ring_until, c.customer_until, c.agent_until,
  c.version, c.details`;

export interface LockedCall {
  call: CallRow;
  conversation: ConversationRow;
  customer: CustomerRow;
}

export async function findCall(sql: Sql, id: string): Promise<CallRow | undefined> {
  return (await sql.query<CallRow>(`SELECT ${callColumns} FROM calls c WHERE c.id = $1`, [id]))[0];
}

/** By the vendor's id of it. */
export async function findCallBy(sql: Sql, inboxId: string, externalId: string): Promise<CallRow | undefined> {
  const values = [inboxId, externalId];
  return (await sql.query<CallRow>(`SELECT ${callColumns} FROM calls c WHERE c.inbox_id = $1 AND c.external_id = $2`, values))[0];
}

/** Locks a call in the order of the house: customer, conversation, call; offers and agents come after it. */
export async function lockCall(tx: Tx, id: string): Promise<LockedCall | undefined> {
  const found = await findCall(tx, id);
  const locked = found && (await lockConversation(tx, found.conversation_id, 'take'));
  if (!locked) return undefined;
  const [call] = await tx.query<CallRow>(`SELECT ${callColumns} FROM calls c WHERE c.id = $1 FOR NO KEY UPDATE OF c`, [id]);
  return call && { call, ...locked };
}

/** What the vendor must be told: bring the agent to the caller, let the caller wait, or end it. */
export type CarrierAct = 'connect' | 'wait' | 'hangup';

export interface CallChanges {
  agent_id?: string | null;
  taken?: boolean;
  recording?: RecordingState;
  outcome?: CallOutcome;
  queued_at?: 'now';
  /** Milliseconds from now; null for no limit. */
  ringForMs?: number | null;
  agentForMs?: number | null;
  customerForMs?: number | null;
  details?: Record<string, unknown>;
  owe?: CarrierAct;
}

export interface CallMove {
  event: CallEvent;
  changes?: CallChanges;
  /** Kept with the history row: ids and small words. */
  data?: object;
}

/**
 * The one way a call changes its state, by the table of moves; the caller holds its lock. Its item in the thread, its history
 * and the news of it follow in the same transaction. Errors: `illegal_move`.
 */
export async function moveCall(scope: Scope, outbox: Outbox, locked: LockedCall, move: CallMove): Promise<CallRow> {
  const { call } = locked;
  const moved = nextCallState(call.state, move.event);
  if (!moved.ok)
    throw new Refusal('illegal_move', `A call that is ${call.state} cannot be ${move.event.replaceAll('_', ' ')}.`, {
      callState: call.state,
    });
  return writeCall(scope, outbox, locked, { ...move, state: moved.status });
}

/** A change that leaves the state as it is: a note of the carrier, the recording, an agent who said yes. */
export async function noteCall(
  scope: Scope,
  outbox: Outbox,
  locked: LockedCall,
  note: { type: string; changes?: CallChanges; data?: object },
): Promise<CallRow> {
  return writeCall(scope, outbox, locked, { ...note, event: note.type, state: locked.call.state });
}

async function writeCall(
  scope: Scope,
  outbox: Outbox,
  locked: LockedCall,
  to: Omit<CallMove, 'event'> & { event: string; state: CallState },
): Promise<CallRow> {
  const { call } = locked;
  const { sets, values } = assignments(call, to.state, to.changes ?? {});
  await scope.tx.run(`UPDATE calls SET ${sets.join(', ')} WHERE id = $1`, values);
  const after = (await findCall(scope.tx, call.id))!;
  await recordCallEvent(scope, after, to.event, to.data);
  await updateItem(scope, outbox, locked, after);
  await announceCall(scope.tx, outbox, after, call);
  return after;
}

function assignments(call: CallRow, state: CallState, changes: CallChanges): { sets: string[]; values: unknown[] } {
  const values: unknown[] = [call.id, state];
  const sets = ['state = $2', 'version = version + 1', 'touched_at = app_now()', ...clockSets(call.state, state)];
  const set = (column: string, value: unknown): void => void sets.push(`${column} = $${values.push(value)}`);
  const until = (column: string, ms: number | null): void =>
    void sets.push(ms === null ? `${column} = NULL` : `${column} = app_now() + $${values.push(ms)} * interval '1 ms'`);
  const { queued_at, ringForMs, agentForMs, customerForMs, details, owe, ...columns } = changes;
  for (const [column, value] of Object.entries(columns)) if (value !== undefined) set(column, value);
  if (queued_at) sets.push('queued_at = coalesce(queued_at, app_now())');
  if (ringForMs !== undefined) until('ring_until', ringForMs);
  if (agentForMs !== undefined) until('agent_until', agentForMs);
  if (customerForMs !== undefined) until('customer_until', customerForMs);
  if (details) sets.push(`details = details || $${values.push(JSON.stringify(details))}::jsonb`);
  if (owe && carriedByVendor[call.provider])
    sets.push(
      `carrier_act = $${values.push(owe)}, carrier_act_no = carrier_act_no + 1, carrier_due_at = app_now(), carrier_attempts = 0`,
    );
  return { sets, values };
}

/** The clocks that follow from the state alone. */
function clockSets(from: CallState, to: CallState): string[] {
  const sets: string[] = [];
  if (to === 'ended') sets.push('ended_at = app_now()', 'ring_until = NULL', 'customer_until = NULL', 'agent_until = NULL');
  if (talks(to) && !talks(from))
    sets.push('answered_at = coalesce(answered_at, app_now())', 'talking_since = app_now()', 'ring_until = NULL');
  if (talks(from) && !talks(to))
    sets.push(
      `talk_ms = talk_ms + greatest(0, floor(extract(epoch FROM app_now() - talking_since) * 1000))::bigint`,
      'talking_since = NULL',
    );
  return sets;
}

export async function recordCallEvent(
  scope: Scope,
  call: Pick<CallRow, 'id' | 'state'>,
  type: string,
  data: object = {},
): Promise<void> {
  await scope.tx.run(
    `INSERT INTO call_events (id, call_id, type, state, actor_type, actor_id, data) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [newId(), call.id, type, call.state, scope.actor.type, scope.actor.id, data],
  );
}

/** The item in the thread says what the call says now, beside what its carrier added; nothing is announced where it does so already. */
async function updateItem(scope: Scope, outbox: Outbox, { conversation, customer }: LockedCall, call: CallRow): Promise<void> {
  const changed = await scope.tx.run(
    `WITH due AS (SELECT id FROM messages WHERE id = $1 AND NOT coalesce(content, '{}') @> $2::jsonb),
     thread AS (UPDATE customers SET last_rev = last_rev + 1 WHERE id = $3 AND EXISTS (SELECT FROM due) RETURNING last_rev)
     UPDATE messages m SET content = coalesce(m.content, '{}') || $2::jsonb, rev = thread.last_rev FROM due, thread WHERE m.id = due.id`,
    [call.message_id, JSON.stringify(itemOf(call)), customer.id],
  );
  if (changed === 0) return;
  await announceMessage(scope.tx, outbox, 'message.updated', {
    messageId: call.message_id,
    conversation,
    identityId: call.identity_id,
  });
}

/** What the thread shows of a call. The duration is told when it is over: until then the pages count by themselves. */
const itemOf = (call: CallRow): CallItem => ({
  callId: call.id,
  state: call.state,
  outcome: call.outcome,
  durationMs: call.state === 'ended' && call.answered_at ? Number(call.talk_ms) : null,
  agentName: call.agent_name,
});

export async function announceCall(tx: Tx, outbox: Outbox, ...states: CallRow[]): Promise<void> {
  const [call] = states;
  if (!call) return;
  const rooms = states.flatMap(({ agent_id, identity_id }) => [
    ...(agent_id ? [room.agent(agent_id)] : []),
    ...(identity_id ? [room.identity(identity_id)] : []),
  ]);
  await outbox.add(tx, {
    type: 'call.updated',
    payload: { callId: call.id, conversationId: call.conversation_id, customerId: call.customer_id },
    rooms: [...new Set([room.conversation(call.conversation_id), room.customer(call.customer_id), ...rooms])],
  });
}
