import { call, list } from './api.js';
import { h } from './dom.js';
import { channelMark, timeMark } from './format.js';
import { say, sayError } from './say.js';
import { select } from './selection.js';
import { changed, isSupervisor, on, state } from './store.js';

/**
 * @typedef {import('../../src/contracts/views.js').OutboundView} OutboundView
 * @typedef {import('../../src/contracts/views.js').InboundDeliveryView} InboundDeliveryView
 */

const EVERY_MS = 15_000;

/** @type {{ out: OutboundView[], waiting: OutboundView[], in: InboundDeliveryView[] }} */
let read = { out: [], waiting: [], in: [] };

/** What did not leave, and what could not be read: looked at while the board is open. */
export function startUndelivered() {
  on(['tab'], () => void refresh());
  setInterval(() => void refresh(), EVERY_MS);
}

async function refresh() {
  if (!isSupervisor() || state.tab !== 'queues' || document.visibilityState !== 'visible') return;
  try {
    const [out, pending, taken] = await Promise.all([
      list('/v1/outbound?state=failed&limit=50', 1),
      list('/v1/outbound?state=pending&limit=50', 1),
      list('/v1/inbound?state=failed&limit=50', 1),
    ]);
    // Without an attempt behind it, it is merely on its way.
    read = { out, waiting: pending.filter((/** @type {OutboundView} */ one) => one.attempts > 0), in: taken };
    changed('queues');
  } catch {
    // The next tick asks again; what was read stands meanwhile.
  }
}

/** Sends what of a message did not leave. @param {string} messageId */
export async function sendAgain(messageId) {
  await again(`/v1/outbound/${messageId}/retry`, 'On its way again.');
}

/** @param {string} path @param {string} said */
async function again(path, said) {
  try {
    await call('POST', path);
    say(said);
  } catch (error) {
    sayError(error);
  }
  await refresh();
}

/** The board's last part. @param {(head: string[], body: Node[]) => Node} table */
export function undelivered(table) {
  const rows = [
    ...read.out.map((one) => outRow(one, 'not delivered')),
    ...read.waiting.map((one) => outRow(one, 'tried again by itself')),
    ...read.in.map(inRow),
  ];
  const heading = h('h2', { text: 'Not delivered' });
  if (rows.length === 0)
    return [heading, h('p', { class: 'empty', text: 'Everything left, and everything that came was read.' })];
  return [heading, table(['Channel', 'Since', 'State', 'Why', ''], rows)];
}

/** @param {OutboundView} one @param {string} standing */
function outRow(one, standing) {
  const open = h('button', { type: 'button', text: 'Open', on: { click: () => void select(one.conversationId) } });
  const isFailed = one.state === 'failed';
  const retry = isFailed ? button('Send again', () => sendAgain(one.messageId)) : null;
  return row(one.channel, one.createdAt, standing, one.reason, [open, retry]);
}

/** @param {InboundDeliveryView} one */
function inRow(one) {
  const retry = button('Read again', () => again(`/v1/inbound/${one.id}/retry`, 'Will be read again.'));
  return row(one.channel, one.receivedAt, 'came in, not read', one.detail, [retry]);
}

/** @param {string} text @param {() => unknown} click */
const button = (text, click) => h('button', { type: 'button', text, on: { click } });

/** @param {string} channel @param {string} at @param {string} standing @param {string | null} why @param {(Node | null)[]} acts */
function row(channel, at, standing, why, acts) {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, channelMark(channel)),
    h('td', {}, timeMark(at)),
    h('td', { text: standing }),
    h('td', { class: 'why', text: why ?? '' }),
    h('td', { class: 'acts' }, ...acts),
  );
}
