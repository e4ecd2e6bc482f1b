import { fullBecause } from '../../core/capacity/admission.js';
import type { ConversationRow } from '../../conversations/conversations.repository.js';
import type { Scope } from '../../platform/database/tx.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import { assignTo, loadIn } from '../../routing/work/place-conversation.js';
import { lockRooms } from '../../routing/work/reserved.queries.js';
import { takesCalls } from './call-conversation.js';
import type { CallRow, LockedCall } from './calls.repository.js';

/** Who handed the call to the colleague that is rung for it now, and so has it back where that one does not answer. */
export const returnsTo = ({ details, agent_id, state }: CallRow): string | undefined => {
  const to = details['returnTo'];
  return state === 'ringing' && typeof to === 'string' && to !== agent_id ? to : undefined;
};

/** The conversation back in their hands; undefined where they are not there any more, or have no room by now. */
export async function giveBack(
  scope: Scope,
  outbox: Outbox,
  { call, conversation }: LockedCall,
  agentId: string,
): Promise<ConversationRow | undefined> {
  if (conversation.status !== 'assigned' || conversation.assignee_id !== call.agent_id) return undefined;
  const load = await loadIn(scope.tx, conversation.queue_id, conversation.channel);
  const room = (await lockRooms(scope.tx, [agentId])).get(agentId);
  if (!room || room.disabled || !room.reachable || !(await takesCalls(scope.tx, agentId))) return undefined;
  if (fullBecause({ ...room, returnReserve: 0, rampMs: 0 }, load, room.now) !== null) return undefined;
  return assignTo(scope, outbox, conversation, {
    ...{ agentId, load, event: 'assigned', change: 'transferred', endReason: 'call_unanswered' },
    data: { because: 'call_returned', from: call.agent_id },
  });
}
