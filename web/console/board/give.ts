import type { ConversationView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { desk } from '../live/desk.js';
import { words } from '../words.js';
import { ask } from './board-store.js';
import { apart } from './names.js';

/** Those of them that are not there yet: with an agent, or in line in a queue. */
export function notYet(
  ids: readonly string[],
  to: { agentId?: string; queueId?: string },
  conversations: ReadonlyMap<string, ConversationView>,
): string[] {
  return ids.filter((id) => {
    const one = conversations.get(id);
    if (!one) return true;
    if (to.agentId) return one.status !== 'assigned' || one.assignee?.id !== to.agentId;
    return one.status !== 'waiting' || one.queueId !== to.queueId;
  });
}

/** Plans that an agent gets these. What they hold already stays: a plan would look for somebody else. */
export function giveToAgent(agent: { id: string; name: string }, ids: readonly string[]): void {
  const left = notYet(ids, { agentId: agent.id }, desk.getState().conversations);
  const name = apart(agent.name);
  if (left.length < ids.length) say(words.t('board:hasAlready', { name, count: ids.length - left.length }));
  if (left.length > 0) ask({ kind: 'plan', wish: { conversationIds: left, toAgentIds: [agent.id] } });
  else ask(null);
}

/** Plans that these wait in a queue; what waits there already keeps its place. */
export function giveToLine(queue: { id: string; name: string }, ids: readonly string[]): void {
  const left = notYet(ids, { queueId: queue.id }, desk.getState().conversations);
  const name = apart(queue.name);
  if (left.length < ids.length) say(words.t('board:waitsAlready', { name, count: ids.length - left.length }));
  if (left.length > 0) ask({ kind: 'plan', wish: { conversationIds: left, toQueueId: queue.id } });
  else ask(null);
}
