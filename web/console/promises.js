import { call } from './api.js';
import { h } from './dom.js';
import { timeMark } from './format.js';
import { listen } from './live.js';
import { say, sayError } from './say.js';
import { changed, state } from './store.js';

/** @typedef {import('../../src/contracts/promises.js').PromiseSuggestionView} Suggestion */
/** @typedef {import('../../src/contracts/promises.js').PromiseView} PromiseView */

/** What replies of this page seem to promise, by conversation, until somebody says. @type {Map<string, Suggestion[]>} */
const open = new Map();

/** Tells of a promise that is due, whatever is open in the middle. */
export function startPromises() {
  listen('alert.raised', (alert) => {
    if (alert.agent?.id !== state.me?.id || !alert.kind.startsWith('promise_')) return;
    const name = state.conversations.get(alert.conversationId)?.customerName ?? 'a customer';
    say(alert.kind === 'promise_due' ? `A promise to ${name} is due soon.` : `A promise to ${name} is overdue.`, 'bad');
  });
}

/** @param {string} conversationId @param {Suggestion[] | undefined} found */
export function suggest(conversationId, found) {
  if (!found?.length) return;
  const known = (open.get(conversationId) ?? []).filter((one) => !found.some((other) => other.id === one.id));
  open.set(conversationId, [...known, ...found]);
  changed('context');
}

/** What was promised before this page was opened. @param {string} conversationId */
export async function readSuggestions(conversationId) {
  const { data } = await call('GET', `/v1/conversations/${conversationId}/promise-suggestions`);
  open.set(conversationId, data);
  changed('context');
}

/** @param {string} conversationId @returns {HTMLElement[]} */
export function suggestionsOf(conversationId) {
  return (open.get(conversationId) ?? []).map((one) => {
    const decide = (/** @type {string} */ verb) => () => void judge(conversationId, one, verb);
    return h(
      'li',
      { class: 'promise suggestion' },
      h('span', { text: one.text }),
      h('span', { class: 'source' }, one.dueAt ? 'due ' : 'no time named', one.dueAt ? timeMark(one.dueAt) : null),
      h('button', { type: 'button', text: 'Promise', on: { click: decide('accept') } }),
      h('button', { type: 'button', class: 'quiet', text: 'No promise', on: { click: decide('dismiss') } }),
    );
  });
}

/** @param {string} conversationId @param {Suggestion} one @param {string} verb */
async function judge(conversationId, one, verb) {
  try {
    await call('POST', `/v1/promise-suggestions/${one.id}/${verb}`, verb === 'accept' ? {} : undefined);
  } catch (error) {
    sayError(error);
  }
  await readSuggestions(conversationId).catch(() => undefined);
}

/** @param {PromiseView} one */
export function promiseLine(one) {
  const keep = async () => {
    try {
      await call('POST', `/v1/promises/${one.id}/keep`);
    } catch (error) {
      sayError(error);
    }
  };
  return h(
    'li',
    { class: `promise promise-${one.state}` },
    h('span', { text: one.text }),
    h(
      'span',
      { class: 'source' },
      `${one.madeBy.name} · ${one.state === 'overdue' ? 'overdue since ' : one.dueAt ? 'due ' : ''}`,
      timeMark(one.dueAt ?? one.madeAt),
    ),
    h('button', { type: 'button', class: 'quiet', text: 'Kept', on: { click: () => void keep() } }),
  );
}
