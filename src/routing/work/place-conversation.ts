import type { Audit } from '../../accounts/audit/audit.service.js';
import type { ConversationChange } from '../../contracts/events.js';
import { type FullBecause, fullBecause } from '../../core/capacity/admission.js';
import { type Load, loadOf } from '../../core/capacity/weights.js';
import type { ConversationEvent } from '../../core/lifecycle/conversation.js';
import {
  type ConversationChanges,
  type ConversationRow,
  moveConversation,
  roomsOf,
} from '../../conversations/conversations.repository.js';
import type { Scope, Sql, Tx } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import { followQueue } from '../alerts/follow-queue.js';
import { weightsOf } from '../matching/queue-rules.js';
import { withdrawOffers } from '../offers/offers.repository.js';
import { endAssignment, startAssignment } from './assignments.repository.js';
import { statusAfter } from './lock-for-act.js';
import { type AgentRoom, lockRooms } from './reserved.queries.js';
import { toldFull } from './told-full.js';

/** What a conversation of this channel takes of an agent in a queue. */
export async function loadIn(tx: Sql, queueId: string, channel: string): Promise<Load> {
  const [queue] = await tx.query<{ weights: unknown }>('SELECT weights FROM queues WHERE id = $1', [queueId]);
  if (!queue) throw notFound('queue');
  return loadOf(channel, weightsOf(queue.weights) ?? {});
}

/** Whether the limit may be passed: never, by a supervisor who says so, or always (a returning conversation). */
export type LimitRule = 'binds' | 'forced' | 'returning';

/** An agent's room, and the limit that this claim passes, where the rule lets it. */
export type JudgedRoom = AgentRoom & { over: FullBecause | null };

/**
 * Locks an agent and refuses where they cannot take this load as well. Called after conversation and offer are locked, so
 * that what is taken is reserved in the same transaction and under the same lock.
 */
export async function roomFor(tx: Tx, agentId: string, load: Load, rule: LimitRule): Promise<JudgedRoom> {
  const room = (await lockRooms(tx, [agentId])).get(agentId);
  if (!room || room.disabled) throw notFound('agent');
  const over = fullBecause(room, load, room.now);
  if (over && rule === 'binds') {
    const { sentence, translations } = toldFull(room, over, load.channel);
    throw new Refusal('no_capacity', sentence, { limit: over, translations });
  }
  return { ...room, over };
}

/** What a supervisor passed over by force, for the decision record; empty where nothing stood in the way. */
export const overrideOf = ({ over, available }: JudgedRoom): { override?: 1; absent?: 1 } => ({
  ...(over ? { override: 1 } : {}),
  ...(available ? {} : { absent: 1 }),
});

/** The audit row of a claim that was forced past a limit or on somebody absent; none where no force was needed. */
export async function auditOverride(
  scope: Scope,
  audit: Audit,
  conversationId: string,
  room: JudgedRoom,
  load: Load,
): Promise<void> {
  if (!room.over && room.available) return;
  const { id: agentId, over, reserved, limit, returnReserve, available } = room;
  const data = {
    agentId,
    limit: over,
    reserved,
    capacity: limit,
    returnReserve,
    weight: load.weight,
    channel: load.channel,
    available,
  };
  await audit.write(scope, { action: 'capacity.overridden', subjectType: 'conversation', subjectId: conversationId, data });
}

export interface Placing {
  agentId: string;
  load: Pick<Load, 'weight' | 'idleWeight'>;
  /** The event of the table of moves, and the word that screens and history use for it. */
  event: Extract<ConversationEvent, 'assigned' | 'offer_accepted'>;
  change: ConversationChange;
  /** Why an earlier assignment ends, where there is one. */
  endReason: string;
  changes?: ConversationChanges;
  data?: object;
}

/**
 * Gives the conversation to an agent, in the caller's transaction: the open offer ends, the earlier assignment ends, the
 * new one starts under a new epoch. The caller has locked conversation, offer and agent and has judged the room.
 */
export async function assignTo(scope: Scope, outbox: Outbox, row: ConversationRow, placing: Placing): Promise<ConversationRow> {
  const status = statusAfter(row.status, placing.event);
  await endAssignment(scope.tx, row.id, placing.endReason);
  const after = await moveConversation(scope, outbox, row, {
    change: placing.change,
    changes: {
      ...{ status, assignee_id: placing.agentId, waiting_since: null, snoozed_until: null, raiseEpoch: true },
      // The ladder for a silent owner begins anew with each owner, and nobody is waited for any more.
      ...{ silence_stage: 0, wait_for_agent_id: null, wait_until: null },
      ...placing.changes,
    },
    data: { agentId: placing.agentId, ...placing.data },
  });
  await followQueue(scope.tx, outbox, row, after);
  await startAssignment(scope.tx, {
    ...{ conversationId: row.id, agentId: placing.agentId, queueId: after.queue_id, epoch: after.epoch },
    ...{ weight: placing.load.weight, idleWeight: placing.load.idleWeight },
  });
  await outbox.add(scope.tx, {
    type: 'conversation.assigned',
    payload: {
      conversationId: row.id,
      customerId: row.customer_id,
      queueId: after.queue_id,
      agentId: placing.agentId,
      epoch: after.epoch,
    },
    rooms: roomsOf(after, row),
  });
  return after;
}

export interface Lining {
  event: Extract<ConversationEvent, 'transferred' | 'reopened' | 'woken'>;
  change: ConversationChange;
  endReason: string;
  /** `now`, or the moment since when the customer has been waiting for us. */
  waitingSince: Date | 'now';
  changes?: ConversationChanges;
  data?: object;
}

/** Puts the conversation in line under a new epoch; whoever held it last is preferred unless `changes` say otherwise. */
export async function putInLine(scope: Scope, outbox: Outbox, row: ConversationRow, lining: Lining): Promise<ConversationRow> {
  const status = statusAfter(row.status, lining.event);
  await withdrawOffers(scope, outbox, row.id);
  const ended = await endAssignment(scope.tx, row.id, lining.endReason);
  const after = await moveConversation(scope, outbox, row, {
    change: lining.change,
    changes: {
      ...{
        status,
        assignee_id: null,
        waiting_since: lining.waitingSince,
        snoozed_until: null,
        silence_stage: 0,
        raiseEpoch: true,
      },
      ...(ended ? { preferred_agent_id: ended.agent_id } : {}),
      ...lining.changes,
    },
    data: { from: row.assignee_id, ...lining.data },
  });
  await followQueue(scope.tx, outbox, row, after);
  return after;
}
