import type { ListeningView } from '../../../src/contracts/routing-views.js';
import type { MessageView } from '../../../src/contracts/views.js';
import type { ListeningMode } from '../../../src/contracts/words.js';
import { say, sayError } from '../frame/say.js';
import { call as rest } from '../live/api.js';
import { putMessages } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { words } from '../words.js';

/** Beside a conversation in another way, or no longer. Undone by going back to how it was. */
export async function listenTo(conversationId: string, mode: ListeningMode | 'off'): Promise<void> {
  const before = desk.getState().listening.find((one) => one.conversationId === conversationId)?.mode ?? 'off';
  try {
    const view = await rest<ListeningView>('POST', `/v1/conversations/${conversationId}/monitor`, { mode });
    desk.setState(({ listening }) => ({
      listening: [...listening.filter((one) => one.conversationId !== conversationId), ...(mode === 'off' ? [] : [view])],
    }));
    const sentence = words.t(view.customerTold ? 'listening:youJoined' : 'listening:youJoined.untold');
    if (mode === 'barge') say(sentence, 'plain', () => void listenTo(conversationId, before));
  } catch (error) {
    sayError(error);
  }
}

/** A note only its agent and supervisors see. @returns whether it was taken */
export async function whisper(conversationId: string, text: string): Promise<boolean> {
  try {
    putMessages([await rest<MessageView>('POST', `/v1/conversations/${conversationId}/whispers`, { text })]);
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

/** The server ends it with the conversation, and when it becomes one's own; the screen does not wait to be told. */
export function dropEnded(): () => void {
  return desk.subscribe((now, before) => {
    if (now.conversations === before.conversations || now.listening.length === 0) return;
    const isOver = (id: string): boolean => {
      const one = now.conversations.get(id);
      return one !== undefined && (one.status === 'closed' || (one.status === 'assigned' && one.assignee?.id === now.me?.id));
    };
    const left = now.listening.filter((one) => !isOver(one.conversationId));
    if (left.length < now.listening.length) desk.setState({ listening: left });
  });
}
