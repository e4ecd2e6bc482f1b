import { desk, openConversation, threadOf, withEntry } from './desk.js';
import { readConversation } from './snapshot.js';
import { tell } from './socket.js';

const CONTEXT_QUIET_MS = 1_200;

let contextTimer: ReturnType<typeof setTimeout> | undefined;
let readSeq = 0;
let contextMark = '';

/** Opens a conversation in the middle (null: nothing). @throws Refusal where it cannot be read */
export async function open(id: string | null): Promise<void> {
  const before = desk.getState().openId;
  if (before === id) return;
  if (before) tell('conversation.view', { conversationId: before, on: false });
  readSeq = 0;
  contextMark = '';
  desk.setState(({ unread }) => ({ openId: id, unread: id ? withEntry(unread, id, undefined) : unread }));
  if (!id) return;
  tell('conversation.view', { conversationId: id, on: true });
  await readConversation(id);
}

/** Keeps "read", "looking at" and the context in step with what is open. Called once; returns what ends it. */
export function watchSelection(): () => void {
  const stop = desk.subscribe((now, before) => {
    if (now.threads !== before.threads || now.openId !== before.openId) markRead();
    refreshContext();
    if (now.link === 'online' && before.link !== 'online' && now.openId) {
      // The server forgot what this screen looks at when the connection broke.
      readSeq = 0;
      tell('conversation.view', { conversationId: now.openId, on: true });
      markRead();
    }
  });
  document.addEventListener('visibilitychange', markRead);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', markRead);
  };
}

function markRead(): void {
  const state = desk.getState();
  const conversation = openConversation(state);
  if (!conversation || document.visibilityState !== 'visible') return;
  if (state.unread.has(conversation.id)) desk.setState({ unread: withEntry(state.unread, conversation.id, undefined) });
  // Only the owner's reading counts as "read" for the customer; a supervisor looks over a shoulder.
  if (conversation.assignee?.id !== state.me?.id) return;
  // The largest, which of a merged thread need not be that of the last one.
  let seq = 0;
  for (const one of threadOf(conversation.customerId).messages) if (one.direction === 'in' && one.seq > seq) ({ seq } = one);
  if (seq <= readSeq || state.link !== 'online') return;
  readSeq = seq;
  tell('message.read', { conversationId: conversation.id, seq });
}

/** New messages may carry new facts; the panel follows when the talk pauses for a moment. */
function refreshContext(): void {
  const state = desk.getState();
  const conversation = openConversation(state);
  if (!conversation) return;
  const { id, version, customerId } = conversation;
  // News of somebody who was merged is told of whom they were merged into, and the other way round once they are taken apart.
  const rootId = state.contexts.get(id)?.customer.id ?? customerId;
  const news = [...new Set([customerId, rootId])].map((one) => state.customerNews.get(one) ?? 0);
  const mark = `${id} ${version} ${threadOf(customerId).messages.at(-1)?.id} ${news.join(' ')}`;
  if (mark === contextMark) return;
  const isFirst = contextMark === '';
  contextMark = mark;
  clearTimeout(contextTimer);
  if (isFirst) return;
  contextTimer = setTimeout(() => {
    if (desk.getState().openId === id) readConversation(id).catch(() => undefined);
  }, CONTEXT_QUIET_MS);
}
