import { callItemLine } from './call-words.js';
import { h } from './dom.js';
import { fileView } from './files.js';
import { channelMark, timeMark } from './format.js';
import { answered, partsOf, reactionsOf } from './message-parts.js';
import { discard, retry } from './outbox.js';
import { sendAgain } from './undelivered.js';
import { isSupervisor, selected, threadOf } from './store.js';

/** @typedef {import('./store.js').MessageView} MessageView */

/** @type {Record<string, string>} */
const deliveryNames = { pending: 'sending', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'not delivered' };

/** What a channel keeps beside the text: a mail's subject and the text it quoted. @param {MessageView} message */
function extras(message) {
  const content = message.content ?? {};
  const text = (/** @type {string[]} */ ...keys) => {
    const found = keys.map((key) => content[key]).find((value) => typeof value === 'string' && value.trim() !== '');
    return typeof found === 'string' ? found : null;
  };
  return { subject: text('subject'), quoted: text('quoted', 'quotedText', 'quote') };
}

/**
 * @param {MessageView} message
 * @param {{ follows: boolean, isOther: boolean }} place after the same person; of another conversation than the open one
 */
export function messageRow(message, { follows, isOther }) {
  const side = message.direction === 'in' ? 'in' : message.direction === 'out' ? 'out' : 'note';
  const { subject, quoted } = extras(message);
  const name = message.author.name ?? (side === 'in' ? 'Visitor' : message.author.type === 'system' ? 'Throughline' : 'Agent');
  return h(
    'li',
    { class: `message ${side}${follows ? ' follows' : ''}${isOther ? ' other' : ''}` },
    h(
      'header',
      { class: follows ? 'hidden-name' : '' },
      h('strong', { text: name }),
      side === 'note' ? h('span', { class: 'channel note-mark', text: 'Note' }) : channelMark(message.channel),
      message.unproved
        ? h('span', { class: 'unproved', title: 'Nothing proves that the mail came from this address', text: 'unproved sender' })
        : null,
      timeMark(message.createdAt),
    ),
    h(
      'div',
      { class: 'bubble' },
      subject && side === 'in' ? h('p', { class: 'subject', text: subject }) : null,
      answered(message, threadOf(selected()?.customerId ?? '')),
      message.text ? h('p', { class: 'text', text: message.text }) : null,
      quoted
        ? h('details', { class: 'quoted' }, h('summary', { text: 'Quoted text' }), h('p', { class: 'text', text: quoted }))
        : null,
      ...(message.attachments ?? []).map((file, index) => fileView(file, message, index)),
      ...partsOf(message),
    ),
    reactionsOf(message),
    side === 'out' ? delivery(message) : null,
  );
}

/** @param {MessageView} message */
function delivery(message) {
  const { state, reason } = message.delivery;
  const text = `${deliveryNames[state] ?? state}${reason ? `: ${reason}` : ''}`;
  const again = state === 'failed' && isSupervisor();
  const button = again
    ? h('button', { type: 'button', class: 'link', text: 'Send again', on: { click: () => sendAgain(message.id) } })
    : null;
  return h('span', { class: `delivery delivery-${state}` }, text, again ? ' ' : null, button);
}

/** @param {MessageView} message */
export function callRow(message) {
  const line = callItemLine(/** @type {any} */ (message.content ?? {}));
  return h('li', { class: 'event call-item' }, line, ' ', timeMark(message.createdAt));
}

/** @param {MessageView} message */
export function eventRow(message) {
  return h('li', { class: 'event' }, message.text, ' ', timeMark(message.createdAt));
}

/** @param {import('./store.js').Pending} one */
export function pendingRow(one) {
  const act = (/** @type {string} */ text, /** @type {() => void} */ click) =>
    h('button', { type: 'button', class: 'link', text, on: { click } });
  return h(
    'li',
    { class: `message ${one.kind === 'note' ? 'note' : 'out'} ${one.failed ? 'failed' : 'pending'}` },
    h('div', { class: 'bubble' }, h('p', { class: 'text', text: [one.text, ...(one.files ?? [])].filter(Boolean).join('\n') })),
    one.failed
      ? h(
          'span',
          { class: 'delivery delivery-failed' },
          `${one.failed} `,
          act('Try again', () => retry(one.clientId)),
          ' ',
          act('Remove', () => discard(one.clientId)),
        )
      : h('span', { class: 'delivery', text: 'sending …' }),
  );
}
