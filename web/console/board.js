import { serverNow } from './api.js';
import { openDecisions, openTransfer } from './actions.js';
import { find, h, reconcile, redraw } from './dom.js';
import { channelMark, duration, statusMark, words } from './format.js';
import { select, showQueue } from './selection.js';
import { on, state } from './store.js';
import { undelivered } from './undelivered.js';

/**
 * @typedef {import('./store.js').QueueLiveView} QueueLiveView
 * @typedef {import('./store.js').ConversationView} ConversationView
 */

/** The supervisors' view: every queue on the left, one of them live in the middle. */
export function startBoard() {
  on(['queues', 'tab', 'selection'], renderList);
  on(['queues', 'tab', 'conversations'], renderBoard);
  setInterval(() => {
    for (const element of find('#board').querySelectorAll('[data-since]')) {
      element.textContent = duration(serverNow() - Date.parse(element.dataset.since));
    }
  }, 1_000);
}

function renderList() {
  const place = find('#queue-list');
  place.hidden = state.tab !== 'queues';
  reconcile(place, [
    {
      key: 'heading',
      version: String(state.queues.length),
      make: () => h('h2', {}, 'Queues', h('span', { class: 'count', text: String(state.queues.length) })),
    },
    ...state.queues.map((queue) => {
      const live = state.live.get(queue.id);
      const isOpen = queue.id === state.queueId;
      return { key: queue.id, version: `${isOpen} ${live?.at}`, make: () => queueRow(queue, live, isOpen) };
    }),
  ]);
}

/** @param {{ id: string, name: string }} queue @param {QueueLiveView | undefined} live @param {boolean} isOpen */
function queueRow(queue, live, isOpen) {
  const free = live?.agents.filter((agent) => agent.state === 'available' && agent.reserved < agent.capacity).length ?? 0;
  return h(
    'button',
    {
      type: 'button',
      class: `row${(live?.waiting ?? 0) > 0 ? ' waits' : ''}`,
      'aria-current': isOpen ? 'true' : null,
      on: { click: () => showQueue(queue.id) },
    },
    h(
      'span',
      { class: 'row-top' },
      h('strong', { text: queue.name }),
      h('span', { class: 'spring' }),
      h('span', { class: 'waiting', text: `${live?.waiting ?? 0} waiting` }),
    ),
    h('span', { class: 'row-text', text: live ? `${live.assigned} in hand · ${free} of ${live.agents.length} agents free` : '' }),
  );
}

function renderBoard() {
  const place = find('#board');
  const live = state.queueId ? state.live.get(state.queueId) : null;
  if (!live) return redraw(place, [h('p', { class: 'empty', text: 'Choose a queue on the left.' })]);
  const work = [...state.conversations.values()].filter((one) => one.queueId === live.queueId);
  const waiting = work.filter((one) => one.status === 'waiting' || one.status === 'offered').sort(bySince);
  const held = work.filter((one) => one.status === 'assigned').sort(bySince);
  redraw(place, [
    h('h1', { text: live.name }),
    tiles(live),
    h('h2', { text: 'Waiting or offered' }),
    workTable(waiting, 'Nobody waits.'),
    h('h2', { text: 'Agents' }),
    agentsTable(live),
    h('h2', { text: 'In hand' }),
    workTable(held, 'No conversation is assigned.'),
    ...undelivered(table),
  ]);
}

/** @param {ConversationView} a @param {ConversationView} b */
function bySince(a, b) {
  return b.priority - a.priority || ((a.waitingSince ?? a.openedAt) < (b.waitingSince ?? b.openedAt) ? -1 : 1);
}

/** @param {QueueLiveView} live */
function tiles(live) {
  const available = live.agents.filter((agent) => agent.state === 'available').length;
  const oldestSince = live.oldestWaitingMs === null ? null : new Date(Date.parse(live.at) - live.oldestWaitingMs).toISOString();
  const tile = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string | null} */ since = null) =>
    h('div', {}, h('dt', { text: name }), h('dd', { text: value, 'data-since': since }));
  return h(
    'dl',
    { class: 'tiles' },
    tile('Waiting', String(live.waiting)),
    tile('Oldest', oldestSince ? duration(serverNow() - Date.parse(oldestSince)) : '–', oldestSince),
    tile('Offered', String(live.offered)),
    tile('In hand', String(live.assigned)),
    tile('Available', `${available} of ${live.agents.length}`),
  );
}

/** @param {string[]} head @param {Node[]} body */
function table(head, body) {
  return h(
    'div',
    { class: 'table-scroll' },
    h('table', {}, h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col', text })))), h('tbody', {}, ...body)),
  );
}

/** @param {ConversationView[]} work @param {string} none */
function workTable(work, none) {
  if (work.length === 0) return h('p', { class: 'empty', text: none });
  return table(['Customer', 'Channel', 'Since', 'State', 'With', ''], work.map(workRow));
}

/** @param {ConversationView} one */
function workRow(one) {
  const since = one.waitingSince ?? one.lastInboundAt ?? one.openedAt;
  const act = (/** @type {string} */ text, /** @type {() => unknown} */ click) =>
    h('button', { type: 'button', text, 'aria-label': `${text}: ${one.customerName ?? 'Visitor'}`, on: { click } });
  return h(
    'tr',
    {},
    h('th', { scope: 'row', text: one.customerName ?? 'Visitor' }),
    h('td', {}, channelMark(one.channel)),
    h('td', { class: 'number', 'data-since': since, text: duration(serverNow() - Date.parse(since)) }),
    h('td', {}, statusMark(one.status)),
    h('td', { text: one.assignee?.name ?? '' }),
    h(
      'td',
      { class: 'acts' },
      act('Open', () => select(one.id)),
      act('Move', () => openTransfer(one)),
      act('Why?', () => openDecisions(one)),
    ),
  );
}

/** @param {QueueLiveView} live */
function agentsTable(live) {
  if (live.agents.length === 0) return h('p', { class: 'empty', text: 'No agents work in this queue.' });
  const rank = ['available', 'finishing', 'away', 'offline'];
  const agents = [...live.agents].sort((a, b) => rank.indexOf(a.state) - rank.indexOf(b.state) || a.name.localeCompare(b.name));
  return table(
    ['Agent', 'Presence', 'Load', 'Conversations'],
    agents.map((agent) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row', text: agent.name }),
        h('td', {}, h('span', { class: `dot presence-${agent.state}`, 'aria-hidden': 'true' }), ` ${words(agent.state)}`),
        h(
          'td',
          { class: 'load' },
          h('meter', {
            min: 0,
            max: Math.max(1, agent.capacity),
            high: agent.capacity * 0.9,
            value: agent.reserved,
            'aria-label': `Load of ${agent.name}`,
          }),
          ` ${agent.reserved} of ${agent.capacity}`,
        ),
        h('td', { class: 'number', text: String(agent.conversations) }),
      ),
    ),
  );
}
