import { type ConversationRow, moveConversation } from '../../conversations/conversations.repository.js';
import type { Scope } from '../../platform/database/tx.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import { withdrawOffers } from '../offers/offers.repository.js';
import { endAssignment } from './assignments.repository.js';
import { statusAfter } from './lock-for-act.js';

/**
 * Closes a conversation that the caller has locked, in the caller's transaction: the offer ends, the agent's room is free, no
 * timer of it runs on. Gives who held it. What is `rejoined` is worked on elsewhere: nobody wraps it up. Errors: `illegal_move` (closed already).
 */
export async function endWork(
  scope: Scope,
  outbox: Outbox,
  row: ConversationRow,
  outcome: string,
  data: object = {},
  endReason: 'closed' | 'rejoined' = 'closed',
): Promise<string | null> {
  const status = statusAfter(row.status, 'closed');
  await withdrawOffers(scope, outbox, row.id);
  const ended = await endAssignment(scope.tx, row.id, endReason, endReason === 'closed');
  const agentId = ended?.agent_id ?? null;
  await moveConversation(scope, outbox, row, {
    change: 'closed',
    changes: {
      ...{ status, outcome, assignee_id: null, closed_at: 'now' as const, raiseEpoch: true },
      ...{ waiting_since: null, deadline_at: null, snoozed_until: null, wait_for_agent_id: null, wait_until: null },
      // Nobody waits for an answer any more: what was unanswered is answered by the close.
      ...{ unanswered_since: null, silence_stage: 0 },
      // Whoever stood in for somebody gives the customer back to them: the cover was for this time, the person is for the next.
      ...(agentId ? { preferred_agent_id: row.cover_for_agent_id ?? agentId } : {}),
      ...{ cover_for_agent_id: null, cover_until: null },
    },
    data: { outcome, agentId, ...data },
  });
  return agentId;
}
