import { serverNow } from './api.js';
import { find, h, reconcile } from './dom.js';
import { channelMark, duration, timeMark, words } from './format.js';
import { oneLine } from './message-parts.js';
import { select } from './selection.js';
import { myConversations, on, state } from './store.js';

/** @typedef {import('./store.js').ConversationView} ConversationView */

/** The customer wrote last: somebody waits for us. @param {ConversationView} one */
export function waitsOnUs(one) {
  return one.status !== 'closed' && one.lastInboundAt !== null && one.lastInboundAt > (one.lastOutboundAt ?? '');
}

export function startInbox() {
  const place = find('#inbox-list');
  on(['conversations', 'selection', 'me', 'tab', 'thread'], () => render(place));
  // Waiting times are the only thing here that changes by itself.
  setInterval(() => {
    for (const element of place.querySelectorAll('[data-since]')) {
      element.textContent = duration(serverNow() - Date.parse(element.dataset.since));
    }
  }, 1_000);
}

/** @param {HTMLElement} place */
function render(place) {
  place.hidden = state.tab !== 'inbox';
  const mine = myConversations();
  // Whoever waits longest first; then those who do not wait, the latest first.
  const open = mine
    .filter((one) => one.status === 'assigned')
    .sort((a, b) => Number(waitsOnUs(b)) - Number(waitsOnUs(a)) || order(a, b) * (waitsOnUs(a) ? 1 : -1));
  const snoozed = mine.filter((one) => one.status === 'snoozed');
  const closed = mine.filter((one) => one.status === 'closed').sort((a, b) => ((a.closedAt ?? '') < (b.closedAt ?? '') ? 1 : -1));
  const rows = [heading('Mine', open.length), ...open.map(row)];
  if (open.length === 0) rows.push(note('No open conversations.'));
  if (snoozed.length > 0) rows.push(heading('Snoozed', snoozed.length), ...snoozed.map(row));
  if (closed.length > 0) rows.push(heading('Closed lately', closed.length), ...closed.map(row));
  reconcile(place, rows);
}

/** @param {ConversationView} a @param {ConversationView} b */
function order(a, b) {
  return (a.lastInboundAt ?? a.openedAt) < (b.lastInboundAt ?? b.openedAt) ? -1 : 1;
}

/** @param {string} text @param {number} count */
function heading(text, count) {
  return {
    key: `heading ${text}`,
    version: String(count),
    make: () => h('h2', {}, text, h('span', { class: 'count', text: String(count) })),
  };
}

/** @param {string} text */
function note(text) {
  return { key: `note ${text}`, version: '', make: () => h('p', { class: 'empty', text }) };
}

/** @param {ConversationView} one */
function row(one) {
  const isOpen = state.selectedId === one.id;
  const unread = state.unread.get(one.id) ?? 0;
  const typing = state.typing.get(one.id);
  const version = [one.version, one.lastInboundAt, one.lastOutboundAt, isOpen, unread, typing, preview(one)].join();
  return { key: one.id, version, make: () => rowElement(one, { isOpen, unread, typing }) };
}

/** @param {ConversationView} one @param {{ isOpen: boolean, unread: number, typing: string | undefined }} marks */
function rowElement(one, { isOpen, unread, typing }) {
  const waits = waitsOnUs(one);
  const since = one.lastInboundAt ?? one.openedAt;
  return h(
    'button',
    {
      type: 'button',
      class: `row${waits ? ' waits' : ''}`,
      'aria-current': isOpen ? 'true' : null,
      on: { click: () => void select(one.id) },
    },
    h(
      'span',
      { class: 'row-top' },
      h('strong', { text: one.customerName ?? 'Visitor' }),
      channelMark(one.channel),
      h('span', { class: 'spring' }),
      unread > 0 ? h('span', { class: 'badge', 'aria-label': `${unread} unread`, text: String(unread) }) : null,
      waits
        ? h('span', {
            class: 'waiting',
            'data-since': since,
            title: 'Waiting for us',
            text: duration(serverNow() - Date.parse(since)),
          })
        : timeMark(one.closedAt ?? one.lastOutboundAt ?? since),
    ),
    h('span', { class: 'row-text', text: typing ? `${typing} is typing …` : preview(one) }),
  );
}

/** @param {ConversationView} one */
function preview(one) {
  const thread = [...(state.threads.get(one.customerId)?.values() ?? [])];
  const last = thread
    .filter((message) => message.conversationId === one.id && message.kind === 'text')
    .reduce((a, b) => (a && a.seq > b.seq ? a : b), /** @type {any} */ (null));
  if (last) {
    const by = last.author.id === state.me?.id ? 'You' : (last.author.name ?? 'Throughline');
    return `${last.direction === 'out' ? `${by}: ` : ''}${oneLine(last).slice(0, 120)}`;
  }
  if (one.subject) return one.subject;
  if (one.status === 'closed') return words(one.outcome ?? 'closed');
  return waitsOnUs(one) ? 'Waits for an answer' : 'Answered';
}
