import { briefOf } from './brief.js';
import { find, h, redraw } from './dom.js';
import { channelNames, channelMark, plain, timeMark, words } from './format.js';
import { promiseLine, readSuggestions, suggestionsOf } from './promises.js';
import { pageLines, panelSections, stepLines } from './panels.js';
import { select } from './selection.js';
import { on, selected, state } from './store.js';

/**
 * @typedef {import('../../src/contracts/context.js').ContextView} ContextView
 * @typedef {import('./store.js').ConversationView} ConversationView
 */

/** What an agent should know before the first word. A section with nothing in it is not there. */
export function startContext() {
  const place = find('#side');
  let shown = '';
  on(['selection', 'context'], () => {
    const conversation = selected();
    if (!conversation) return place.replaceChildren();
    const context = state.contexts.get(conversation.id);
    const sections = context
      ? sectionsOf(context, conversation)
      : [h('section', { class: 'card' }, h('h1', { text: nameOf(conversation) }))];
    redraw(
      place,
      sections.filter((one) => one !== null),
    );
    if (shown !== conversation.id) {
      place.scrollTop = 0;
      // Beside the rest: a screen without suggestions is a screen.
      void readSuggestions(conversation.id).catch(() => undefined);
    }
    shown = conversation.id;
  });
}

/** @param {ContextView} context @param {ConversationView} conversation */
function sectionsOf(context, conversation) {
  const { open, past } = context.conversations;
  const others = [...open.filter((one) => one.id !== conversation.id).map(openConversation), ...past.map(pastConversation)];
  return [
    briefOf(context.digest),
    who(conversation, context.customer),
    section('A promise?', suggestionsOf(conversation.id)),
    section('Promises', context.promises.map(promiseLine)),
    section('Already told us', context.facts.map(fact)),
    ...panelSections(context),
    section('Pages', pageLines(context.pages)),
    section('Seen elsewhere', stepLines(context.thread.touchpoints)),
    section('Reached by', context.identities.map(identity)),
    section('Other conversations', others),
    section('Last agents', context.lastAgents.map(lastAgent)),
    section('Attributes', attributes(context.customer.attributes)),
  ];
}

/** @param {ConversationView} conversation */
function nameOf(conversation) {
  return conversation.customerName ?? 'Visitor';
}

/** @param {string} title @param {HTMLElement[]} content */
function section(title, content) {
  return content.length === 0 ? null : h('section', {}, h('h2', { text: title }), h('ul', {}, ...content));
}

/** @param {ConversationView} conversation @param {ContextView['customer']} customer */
function who(conversation, customer) {
  const name = customer.name ?? nameOf(conversation);
  const line = [customer.tier, customer.locale, customer.timeZone].filter(Boolean).join(' · ');
  const names = [...new Set(customer.names.map((one) => one.name))].filter((one) => one !== name);
  const owner = customer.accountOwner;
  return h(
    'section',
    { class: 'card' },
    h('h1', { text: name }),
    names.length > 0 ? h('p', { class: 'quiet-text', text: `also ${names.join(', ')}` }) : null,
    line ? h('p', { class: 'quiet-text', text: line }) : null,
    h('p', { class: 'quiet-text' }, 'Known since ', timeMark(customer.since)),
    owner ? h('p', { class: 'quiet-text', text: `Looked after by ${owner.name}` }) : null,
    customer.blocked ? h('p', { class: 'error', text: 'Blocked' }) : null,
  );
}

/** @param {ContextView['facts'][number]} one */
function fact(one) {
  const { type, snippet, by } = one.source;
  const from = by ? `${by.name} ` : type === 'message' ? '' : `${words(type)} `;
  return h(
    'li',
    { class: 'pair', title: snippet },
    h('span', { class: 'key', text: one.label ?? words(one.kind) }),
    h(
      'span',
      {},
      h('strong', { text: one.value }),
      h('span', { class: 'source' }, one.channel ? channelMark(one.channel) : null, from, timeMark(one.at)),
    ),
  );
}

/** @param {ContextView['identities'][number]} one */
function identity(one) {
  return h(
    'li',
    { class: 'pair' },
    h('span', { class: 'key', text: channelNames[one.kind] ?? words(one.kind) }),
    h(
      'span',
      {},
      // A visitor's value is a number that says nothing to anybody.
      h('span', { class: 'value', text: one.kind === 'visitor' ? 'a browser' : (one.display ?? one.value) }),
      h('span', { class: `level level-${one.level}`, text: one.level }),
    ),
  );
}

/** @param {ConversationView} one */
function openConversation(one) {
  return otherConversation(one, { title: one.subject ?? words(one.status), with: one.assignee?.name, at: one.openedAt });
}

/** @param {ContextView['conversations']['past'][number]} one */
function pastConversation(one) {
  const outcome = words(one.outcome ?? 'closed');
  const title = one.subject ? `${one.subject} (${outcome.toLowerCase()})` : outcome;
  return otherConversation(one, { title, with: one.agent?.name, at: one.closedAt });
}

/** @param {{ id: string, channel: string }} one @param {{ title: string, with: string | undefined, at: string }} line */
function otherConversation(one, line) {
  return h(
    'li',
    {},
    h('button', { type: 'button', class: 'link', text: line.title, on: { click: () => void select(one.id) } }),
    h('span', { class: 'source' }, channelMark(one.channel), line.with ? `${line.with} ` : null, timeMark(line.at)),
  );
}

/** @param {ContextView['lastAgents'][number]} one */
function lastAgent(one) {
  return h('li', {}, h('span', { text: one.name }), ' ', h('span', { class: 'source' }, timeMark(one.at)));
}

/** @param {Record<string, unknown>} value */
function attributes(value) {
  return Object.entries(value).map(([key, one]) =>
    h('li', { class: 'pair' }, h('span', { class: 'key', text: words(key) }), h('span', { class: 'value', text: plain(one) })),
  );
}
