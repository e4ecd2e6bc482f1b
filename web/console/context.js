import { find, h, redraw } from './dom.js';
import { channelMark, plain, timeMark, words } from './format.js';
import { select } from './selection.js';
import { on, selected, state } from './store.js';

/** What an agent should know before the first word. Every field may be missing; then its section is simply not there. */
export function startContext() {
  const place = find('#side');
  let shown = '';
  on(['selection', 'context'], () => {
    const conversation = selected();
    const context = conversation ? state.contexts.get(conversation.id) : null;
    if (!conversation) return place.replaceChildren();
    const customer = context?.customer ?? {};
    redraw(
      place,
      [
        who(conversation, context, customer),
        section('Promises', rows(context?.promises ?? context?.openPromises, promise)),
        section('Already told us', rows(context?.facts, fact)),
        section('Reached by', rows(context?.identities ?? customer.identities, identity)),
        section('Conversations', rows(conversationsOf(context, conversation.id), pastConversation)),
        section('Last agents', rows(context?.lastAgents, lastAgent)),
        section('Attributes', attributes(customer.attributes)),
      ].filter((one) => one !== null),
    );
    if (shown !== conversation.id) place.scrollTop = 0;
    shown = conversation.id;
  });
}

/** @param {any} value @param {(one: any) => HTMLElement | null} make @returns {HTMLElement[]} */
function rows(value, make) {
  return (Array.isArray(value) ? value : []).filter(Boolean).flatMap((one) => make(one) ?? []);
}

/** @param {string} title @param {HTMLElement[]} content */
function section(title, content) {
  return content.length === 0 ? null : h('section', {}, h('h2', { text: title }), h('ul', {}, ...content));
}

/** @param {any} conversation @param {any} context @param {any} customer */
function who(conversation, context, customer) {
  const name = customer.name ?? conversation.customerName ?? 'Visitor';
  const line = [customer.tier, customer.locale, customer.timeZone].filter(Boolean).join(' · ');
  const since = timeMark(customer.since);
  const names = (context?.names ?? customer.names ?? [])
    .map((/** @type {any} */ one) => one.name ?? one)
    .filter((/** @type {any} */ one) => one !== name);
  return h(
    'section',
    { class: 'card' },
    h('h1', { text: name }),
    names.length > 0 ? h('p', { class: 'quiet-text', text: `also ${names.join(', ')}` }) : null,
    line ? h('p', { class: 'quiet-text', text: line }) : null,
    since ? h('p', { class: 'quiet-text' }, 'Customer since ', since) : null,
    customer.blocked ? h('p', { class: 'error', text: 'Blocked' }) : null,
  );
}

/** @param {any} one */
function promise(one) {
  const by = one.madeBy?.name ?? one.agentName;
  return h(
    'li',
    { class: 'promise' },
    h('span', { text: one.text ?? plain(one) }),
    h('span', { class: 'source' }, by ? `${by} · ` : '', one.dueAt ? 'due ' : '', timeMark(one.dueAt ?? one.madeAt)),
  );
}

/** @param {any} one */
function fact(one) {
  const channel = one.source?.channel ?? one.channel;
  const source = one.source?.type ?? one.sourceType;
  const at = one.source?.at ?? one.at;
  return h(
    'li',
    { class: 'pair' },
    h('span', { class: 'key', text: one.label ?? words(one.kind ?? 'fact') }),
    h(
      'span',
      {},
      h('strong', { text: plain(one.value ?? one.text) }),
      h('span', { class: 'source' }, channel ? channelMark(channel) : source ? `${words(source)} ` : '', timeMark(at)),
    ),
  );
}

/** @param {any} one */
function identity(one) {
  return h(
    'li',
    { class: 'pair' },
    h('span', { class: 'key', text: words(one.kind ?? 'identity') }),
    h(
      'span',
      {},
      h('span', { class: 'value', text: one.display ?? one.value ?? '–' }),
      one.level ? h('span', { class: `level level-${one.level}`, text: one.level }) : null,
    ),
  );
}

/** @param {any} context @param {string} currentId */
function conversationsOf(context, currentId) {
  const of = (/** @type {any} */ value) => (Array.isArray(value) ? value : []);
  const all = ['openConversations', 'pastConversations', 'conversations', 'open', 'past'].flatMap((key) => {
    const value = context?.[key];
    return Array.isArray(value) ? value : [...of(value?.open), ...of(value?.past)];
  });
  return [...new Map(all.filter((one) => one?.id && one.id !== currentId).map((one) => [one.id, one])).values()];
}

/** @param {any} one */
function pastConversation(one) {
  const title = one.subject ?? (one.outcome ? words(one.outcome) : words(one.status ?? 'conversation'));
  const by = one.assignee?.name ?? one.agent?.name ?? one.agentName;
  return h(
    'li',
    {},
    h('button', { type: 'button', class: 'link', text: title, on: { click: () => void select(one.id) } }),
    h(
      'span',
      { class: 'source' },
      one.channel ? channelMark(one.channel) : '',
      one.status === 'closed' && one.subject && one.outcome ? `${words(one.outcome)} ` : '',
      by ? `${by} ` : '',
      timeMark(one.closedAt ?? one.openedAt),
    ),
  );
}

/** @param {any} one */
function lastAgent(one) {
  const name = one.name ?? one.agent?.name ?? (typeof one === 'string' ? one : null);
  return name
    ? h(
        'li',
        {},
        h('span', { text: name }),
        ' ',
        h('span', { class: 'source' }, timeMark(one.lastAt ?? one.at ?? one.until ?? one.endedAt)),
      )
    : null;
}

/** @param {any} value */
function attributes(value) {
  return Object.entries(value ?? {}).map(([key, one]) =>
    h('li', { class: 'pair' }, h('span', { class: 'key', text: words(key) }), h('span', { class: 'value', text: plain(one) })),
  );
}
