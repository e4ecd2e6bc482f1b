import { openClose, openDecisions, openTransfer, reopen } from './actions.js';
import { find, h, reconcile, redraw } from './dom.js';
import { channelMark, dayOf, statusMark } from './format.js';
import { callRow, eventRow, messageRow, pendingRow } from './message.js';
import { sayError } from './say.js';
import { close } from './selection.js';
import { readEarlier } from './snapshot.js';
import { isSupervisor, on, selected, state, threadOf } from './store.js';

/**
 * @typedef {import('./store.js').ConversationView} ConversationView
 * @typedef {import('./store.js').MessageView} MessageView
 */

let shownId = '';

/** The middle of the screen: one customer's whole thread, over all channels and conversations. */
export function startThread() {
  on(['selection', 'me', 'tab'], renderHead);
  on(['thread', 'selection'], renderThread);
  const earlier = find('#earlier');
  earlier.addEventListener('click', async () => {
    const conversation = selected();
    if (!conversation) return;
    earlier.disabled = true;
    const scroll = find('#thread-scroll');
    const fromEnd = scroll.scrollHeight - scroll.scrollTop;
    try {
      await readEarlier(conversation.customerId);
      renderThread();
      // What was being read stays where it is.
      scroll.scrollTop = scroll.scrollHeight - fromEnd;
    } catch (error) {
      sayError(error);
    } finally {
      earlier.disabled = false;
    }
  });
}

function renderHead() {
  const one = selected();
  if (!one) return;
  const isClosed = one.status === 'closed';
  const isMine = one.assignee?.id === state.me?.id;
  // The server refuses these to others; a button that can only fail is not shown.
  const mayAct = isMine || isSupervisor();
  const act = (/** @type {string} */ text, /** @type {() => void} */ click, className = '') =>
    h('button', { type: 'button', class: className, text, on: { click } });
  redraw(find('#talk-head'), [
    state.tab === 'queues' ? act('← Queue', close, 'quiet') : '',
    h(
      'div',
      { class: 'who' },
      h('h1', { text: one.customerName ?? 'Visitor' }),
      h('p', {}, statusMark(one.status), channelMark(one.channel), h('span', { class: 'quiet-text', text: headLine(one) })),
    ),
    h(
      'div',
      { class: 'acts' },
      act(isMine ? 'Why me?' : 'Why?', () => void openDecisions(one), 'quiet'),
      !isClosed && mayAct ? act(isMine ? 'Transfer' : 'Move', () => void openTransfer(one)) : null,
      !isClosed && mayAct ? act('Close', () => openClose(one)) : null,
      isClosed ? act('Reopen', () => void reopen(one)) : null,
    ),
  ]);
}

/** @param {ConversationView} one */
function headLine(one) {
  const parts = [];
  if (one.assignee && one.assignee.id !== state.me?.id) parts.push(`with ${one.assignee.name}`);
  if (one.status === 'closed' && one.outcome) parts.push(one.outcome);
  if (one.subject) parts.push(one.subject);
  return parts.join(' · ');
}

function renderThread() {
  const conversation = selected();
  if (!conversation) return;
  const scroll = find('#thread-scroll');
  const isNew = shownId !== conversation.id;
  const atEnd = isNew || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const messages = [...threadOf(conversation.customerId).values()].sort(
    (a, b) => a.seq - b.seq || (a.createdAt < b.createdAt ? -1 : 1),
  );
  reconcile(find('#thread'), rows(messages, conversation));
  find('#earlier').hidden = state.wholeThreads.has(conversation.customerId) || (messages[0]?.seq ?? 1) <= 1;
  const typing = state.typing.get(conversation.id);
  find('#typing').textContent = typing ? `${typing} is typing …` : '';
  shownId = conversation.id;
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

/** @param {MessageView[]} messages @param {ConversationView} conversation */
function rows(messages, conversation) {
  /** @type {{ key: string, version: string, make: () => HTMLElement }[]} */
  const made = [];
  /** @type {MessageView | null} */
  let before = null;
  for (const message of messages) {
    const isOther = message.conversationId !== conversation.id;
    if (before?.conversationId !== message.conversationId) {
      const text = `${isOther ? 'Another conversation' : 'This conversation'} · ${dayOf(message.createdAt)}`;
      made.push({ key: `start ${message.id}`, version: text, make: () => h('li', { class: 'divider', text }) });
    } else if (before && dayOf(before.createdAt) !== dayOf(message.createdAt)) {
      const text = dayOf(message.createdAt);
      made.push({ key: `day ${message.id}`, version: text, make: () => h('li', { class: 'divider light', text }) });
    }
    const follows = isSameSpeaker(before, message);
    const version = [message.rev, message.delivery?.state, follows, isOther].join();
    const make = () =>
      message.kind === 'call'
        ? callRow(message)
        : message.kind === 'event'
          ? eventRow(message)
          : messageRow(message, { follows, isOther });
    made.push({ key: message.id, version, make });
    before = message;
  }
  for (const one of state.pending.filter((each) => each.conversationId === conversation.id)) {
    made.push({ key: one.clientId, version: one.failed ?? '', make: () => pendingRow(one) });
  }
  return made;
}

/** @param {MessageView | null} before @param {MessageView} message */
function isSameSpeaker(before, message) {
  return (
    before?.conversationId === message.conversationId &&
    before.kind === message.kind &&
    before.channel === message.channel &&
    before.direction === message.direction &&
    before.author.id === message.author.id &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < 120_000
  );
}
