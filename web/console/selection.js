import { find } from './dom.js';
import { tell } from './live.js';
import { sayError } from './say.js';
import { readConversation, readQueueWork, readQueues } from './snapshot.js';
import { changed, on, selected, state, threadOf } from './store.js';

const CONTEXT_QUIET_MS = 1_200;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let contextTimer;
let readSeq = 0;
let contextMark = '';

/** Opens a conversation in the middle. @param {string} id */
export async function select(id) {
  if (state.selectedId && state.selectedId !== id) tell('conversation.view', { conversationId: state.selectedId, on: false });
  state.selectedId = id;
  state.unread.delete(id);
  readSeq = 0;
  contextMark = '';
  changed('selection', 'conversations', 'thread', 'context');
  tell('conversation.view', { conversationId: id, on: true });
  try {
    await readConversation(id);
  } catch (error) {
    sayError(error);
  }
}

/** @param {'inbox' | 'queues'} tab */
export function showTab(tab) {
  state.tab = tab;
  for (const button of document.querySelectorAll('[data-tab]')) {
    button.setAttribute('aria-pressed', String(/** @type {any} */ (button).dataset.tab === tab));
  }
  if (tab === 'queues') {
    close();
    readQueues().catch(sayError);
  }
  changed('tab', 'conversations', 'queues', 'selection');
}

/** @param {string} queueId */
export function showQueue(queueId) {
  state.queueId = queueId;
  close();
  changed('queues');
  readQueueWork(queueId).catch(sayError);
}

/** Nothing open in the middle, which shows the queue to a supervisor who came from there. */
export function close() {
  if (state.selectedId) tell('conversation.view', { conversationId: state.selectedId, on: false });
  state.selectedId = null;
  changed('selection', 'conversations', 'context');
}

export function startSelection() {
  on(['selection', 'tab', 'queues'], () => {
    const isBoard = state.tab === 'queues' && !selected();
    find('#talk').hidden = !selected();
    find('#board').hidden = !isBoard;
    find('#nothing').hidden = Boolean(selected()) || isBoard;
    find('#desk').classList.toggle('no-side', !selected());
  });
  on(['thread', 'selection'], markRead);
  on(['thread', 'selection'], refreshContext);
  on(['link'], () => {
    // The server forgot what this screen looks at when the connection broke.
    if (state.link !== 'online' || !state.selectedId) return;
    readSeq = 0;
    tell('conversation.view', { conversationId: state.selectedId, on: true });
    markRead();
  });
  document.addEventListener('visibilitychange', markRead);
}

function markRead() {
  const conversation = selected();
  if (!conversation || document.visibilityState !== 'visible') return;
  if (state.unread.delete(conversation.id)) changed('conversations');
  // Only the owner's reading counts as "read" for the customer; a supervisor looks over a shoulder.
  if (conversation.assignee?.id !== state.me?.id) return;
  const seq = [...threadOf(conversation.customerId).values()].reduce(
    (max, one) => (one.direction === 'in' ? Math.max(max, one.seq) : max),
    0,
  );
  if (seq <= readSeq || state.link !== 'online') return;
  readSeq = seq;
  tell('message.read', { conversationId: conversation.id, seq });
}

/** New messages may carry new facts; the panel follows when the talk pauses for a moment. */
function refreshContext() {
  const conversation = selected();
  if (!conversation) return;
  const news = state.customerNews.get(conversation.customerId) ?? 0;
  const mark = `${conversation.id} ${conversation.version} ${threadOf(conversation.customerId).size} ${news}`;
  const isFirst = contextMark === '';
  if (mark === contextMark) return;
  contextMark = mark;
  clearTimeout(contextTimer);
  if (isFirst) return;
  contextTimer = setTimeout(() => {
    if (state.selectedId === conversation.id) readConversation(conversation.id).catch(() => null);
  }, CONTEXT_QUIET_MS);
}
