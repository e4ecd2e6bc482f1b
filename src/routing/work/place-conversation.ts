import type { ConversationChange } from '../../contracts/events.js';
import { fits } from '../../core/capacity/limits.js';
import type { ConversationEvent } from '../../core/lifecycle/conversation.js';
import {
  type ConversationChanges,
  type ConversationRow,
  moveConversation,
  roomsOf,
} from '../../conversations/conversations.repository.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import { claimWeight } from '../matching/queue-rules.js';
import { withdrawOffer } from '../offers/offers.repository.js';
import { endAssignment, startAssignment } from './assignments.repository.js';
import { statusAfter } from './lock-for-act.js';
import { type AgentRoom, lockRooms } from './reserved.queries.js';

/** The capacity units a conversation takes in a queue while it waits on us. */
export async function weightIn(tx: Tx, queueId: string, channel: string): Promise<number> {
  const [queue] = await tx.query<{ weights: unknown }>('SELECT weights FROM queues WHERE id = $1', [queueId]);
  if (!queue) throw new Refusal('not_found', 'There is no such queue.');
  return claimWeight(channel, queue.weights);
}

/** Whether the limit may be passed: never, by a supervisor who says so, or always (a returning conversation). */
export type LimitRule = 'binds' | 'forced' | 'returning';

/** Locks an agent and refuses where they cannot take `weight` more. Called after conversation and offer are locked. */
export async function roomFor(tx: Tx, agentId: string, weight: number, rule: LimitRule): Promise<AgentRoom> {
  const room = (await lockRooms(tx, [agentId])).get(agentId);
  if (!room || room.disabled) throw new Refusal('not_found', 'There is no such agent.');
  if (rule === 'binds' && !fits(room, weight))
    throw new Refusal('no_capacity', `${room.name} has no room left: ${room.reserved} of ${room.capacity} units are taken.`);
  return room;
}

export interface Placing {
  agentId: string;
  weight: number;
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
      ...placing.changes,
    },
    data: { agentId: placing.agentId, ...placing.data },
  });
  await startAssignment(scope.tx, {
    ...{ conversationId: row.id, agentId: placing.agentId, queueId: after.queue_id, epoch: after.epoch, weight: placing.weight },
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
  await withdrawOffer(scope, outbox, row.id);
  const ended = await endAssignment(scope.tx, row.id, lining.endReason);
  return moveConversation(scope, outbox, row, {
    change: lining.change,
    changes: {
      ...{ status, assignee_id: null, waiting_since: lining.waitingSince, snoozed_until: null, raiseEpoch: true },
      ...(ended ? { preferred_agent_id: ended.agent_id } : {}),
      ...lining.changes,
    },
    data: { from: row.assignee_id, ...lining.data },
  });
}
