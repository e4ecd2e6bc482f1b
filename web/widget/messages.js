import { callItemLine } from './call-words.js';
import { h, reconcile } from './dom.js';
import { fileView } from './files.js';
import { channelNames, dayOf, deliveryNames, timeOf } from './words.js';

/**
 * @typedef {import('../../src/contracts/views.js').WidgetMessageView} WidgetMessageView
 * @typedef {import('./thread.js').Pending} Pending
 */

/**
 * @param {HTMLElement} list
 * @param {import('./thread.js').Thread} thread
 * @param {(clientId: string) => void} retry
 */
export function renderMessages(list, thread, retry) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const messages = thread.messages();
  const lastOwn = messages.findLast((message) => message.direction === 'in');
  /** @type {{ key: string, version: string, make: () => HTMLElement }[]} */
  const rows = [];
  /** @type {WidgetMessageView | null} */
  let before = null;
  for (const message of messages) {
    const date = dayOf(message.createdAt);
    if (!before || dayOf(before.createdAt) !== date) rows.push({ key: `day ${date}`, version: '', make: () => dayRow(date) });
    const previous = before;
    const isLastOwn = message === lastOwn;
    const version = [message.rev, message.delivery.state, isLastOwn, previous?.id].join();
    rows.push({ key: message.id, version, make: () => messageRow(message, previous, isLastOwn) });
    before = message;
  }
  for (const one of thread.pending)
    rows.push({ key: one.clientId, version: one.failed ?? '', make: () => pendingBubble(one, retry) });
  reconcile(list, rows);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/** @param {string} date */
function dayRow(date) {
  return h('li', { class: 'day', text: date });
}

/** @param {WidgetMessageView} message @param {WidgetMessageView | null} before @param {boolean} lastOwn */
function messageRow(message, before, lastOwn) {
  if (message.call) return h('li', { class: 'event call', text: `${callItemLine(message.call)} · ${timeOf(message.createdAt)}` });
  return message.kind === 'event' ? h('li', { class: 'event', text: message.text }) : bubble(message, before, lastOwn);
}

/** @param {WidgetMessageView} message @param {WidgetMessageView | null} before @param {boolean} lastOwn */
function bubble(message, before, lastOwn) {
  const own = message.direction === 'in';
  const name = own ? 'You' : (message.author.name ?? 'Support');
  const follows = before?.direction === message.direction && before.author.name === message.author.name && before.kind === 'text';
  const marks = [timeOf(message.createdAt)];
  if (message.channel !== 'webchat') marks.push(`by ${channelNames[message.channel] ?? message.channel}`);
  // The state of the last own message says it for those above; a failure is always shown.
  if (own && (lastOwn || message.delivery.state === 'failed')) marks.push(deliveryNames[message.delivery.state] ?? '');
  return h(
    'li',
    { class: `message ${own ? 'own' : 'theirs'}${follows ? ' follows' : ''}` },
    h('span', { class: own || follows ? 'hidden-name' : 'name', text: name }),
    message.text || message.attachments.length === 0 ? h('p', { class: 'bubble', text: message.text }) : null,
    ...message.attachments.map((_file, index) => fileView(message, index)),
    h('span', { class: 'marks', text: marks.filter(Boolean).join(' · ') }),
  );
}

/** @param {Pending} one @param {(clientId: string) => void} retry */
function pendingBubble(one, retry) {
  const again = h('button', { type: 'button', class: 'link', text: 'Try again', on: { click: () => retry(one.clientId) } });
  return h(
    'li',
    { class: `message own ${one.failed ? 'failed' : 'pending'}` },
    h('span', { class: 'hidden-name', text: 'You' }),
    h('p', { class: 'bubble', text: [one.text, ...one.files.map((file) => file.name)].filter(Boolean).join('\n') }),
    one.failed ? h('span', { class: 'marks error' }, `${one.failed} `, again) : h('span', { class: 'marks', text: 'Sending …' }),
  );
}
