import { useCallback } from 'react';
import { create } from 'zustand';
import type { ConversationView } from '../../../src/contracts/views.js';
import { changeDraft, draftOf } from '../composer/drafts.js';
import { onEvent } from '../live/apply.js';
import { desk } from '../live/desk.js';

const KEY = 'throughline.console.looked';
const MOST = 200;

function stored(): readonly string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[];
  } catch {
    return [];
  }
}

/** Handovers this agent has looked at; each is known by its conversation and moment. */
const useLooked = create<{ keys: readonly string[] }>(() => ({ keys: stored() }));

const keyOf = ({ id, handedOver }: ConversationView): string => `${id} ${handedOver?.at}`;

function isNewTo(keys: readonly string[], one: ConversationView): boolean {
  return one.handedOver !== null && one.assignee?.id === desk.getState().me?.id && !keys.includes(keyOf(one));
}

/** Whether a conversation was handed to this agent and they have neither looked nor answered yet. */
export function useIsNew(): (one: ConversationView) => boolean {
  const keys = useLooked((looked) => looked.keys);
  return useCallback((one) => isNewTo(keys, one), [keys]);
}

export function useIsNewOne(one: ConversationView): boolean {
  return useLooked(({ keys }) => isNewTo(keys, one));
}

// Whoever leaves it has looked: while it is open its row must not jump away under the hand.
desk.subscribe((now, before) => {
  if (now.openId === before.openId || !before.openId) return;
  const left = before.conversations.get(before.openId);
  const { keys } = useLooked.getState();
  if (!left || now.me?.id !== before.me?.id || !isNewTo(keys, left)) return;
  const next = [...keys, keyOf(left)].slice(-MOST);
  useLooked.setState({ keys: next });
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // It holds as long as the page does.
  }
});

// Whoever looked over a colleague's shoulder and wrote a note there answers the customer from now on.
onEvent((type, data) => {
  if (type !== 'conversation.assigned') return;
  const { id, assignee } = data as ConversationView;
  if (assignee && assignee.id === desk.getState().me?.id && draftOf(id).text === '') changeDraft(id, { kind: 'reply' });
});
