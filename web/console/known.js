import { call } from './api.js';
import { find, h } from './dom.js';
import { channelNames, timeMark, words } from './format.js';
import { readEarlier } from './snapshot.js';
import { changed, selected, state } from './store.js';

/** @typedef {import('../../src/contracts/context.js').AlreadyKnownView} AlreadyKnownView */

const QUIET_MS = 450;
/** Longer than this nobody waits for an answer before their message goes. */
const PATIENCE_MS = 500;
/** A text without any of these asks for nothing; it is sent without asking the server. */
const MAY_ASK =
  /[?？吗呢请哪谁]|多少|什么|提供|麻烦|告诉|告知|\b(?:what|which|who|whom|when|where|how|may|can|could|would|mind|need|please|pls|tell|send|give|share|provide|know|have)\b/i;

/** @type {{ conversationId: string | null, text: string, known: AlreadyKnownView[] }} */
const last = { conversationId: null, text: '', known: [] };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {{ insert: (value: string) => void, sendAnyway: () => void }} */
let acts = { insert: () => undefined, sendAnyway: () => undefined };

/** The warning under the composer: what is being asked for is known. @param {typeof acts} given */
export function startKnown(given) {
  acts = given;
}

/** Something was typed, or another draft is shown. @param {string} conversationId @param {string} text @param {boolean} isReply */
export function draftChanged(conversationId, text, isReply) {
  clearTimeout(timer);
  if (!isReply || !mayAsk(text) || last.conversationId !== conversationId) forget(conversationId);
  if (isReply && text !== last.text && mayAsk(text)) timer = setTimeout(() => void check(conversationId, text), QUIET_MS);
}

/**
 * Whether a reply may go as it is. Where it asks for what is known the warning is shown instead; without an answer from the
 * server in time it goes.
 * @param {string} conversationId @param {string} text
 */
export async function mayGo(conversationId, text) {
  clearTimeout(timer);
  if (!mayAsk(text)) return true;
  if (last.conversationId !== conversationId || last.text !== text) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    await Promise.race([check(conversationId, text), late]);
  }
  const isKnown = last.conversationId === conversationId && last.text === text && last.known.length > 0;
  if (isKnown) find('#known .anyway').focus();
  return !isKnown;
}

/** The draft is gone: so is what was said about it. @param {string | null} conversationId */
export function forget(conversationId = null) {
  clearTimeout(timer);
  Object.assign(last, { conversationId, text: '', known: [] });
  render();
}

/** @param {string} text */
const mayAsk = (text) => state.link === 'online' && MAY_ASK.test(text);

/** @param {string} conversationId @param {string} text */
async function check(conversationId, text) {
  try {
    const answer = await call('POST', `/v1/conversations/${conversationId}/draft-check`, { text: text.slice(0, 20_000) });
    if (selected()?.id !== conversationId || find('#text').value.trim() !== text.trim()) return;
    Object.assign(last, { conversationId, text, known: answer.context.alreadyKnown });
    render();
  } catch {
    // A warning that cannot be had keeps nobody from writing.
  }
}

function render() {
  const place = find('#known');
  place.hidden = last.known.length === 0;
  place.replaceChildren(
    ...(place.hidden
      ? []
      : [
          ...last.known.map(row),
          h('button', { type: 'button', class: 'quiet anyway', text: 'Send anyway', on: { click: () => acts.sendAnyway() } }),
        ]),
  );
}

/** @param {AlreadyKnownView} one */
function row({ kind, question, facts }) {
  return h(
    'div',
    { class: 'known-row', title: question },
    h('span', {}, 'They told us: ', h('strong', { text: facts[0]?.label ?? words(kind) })),
    ...facts.map(answer),
  );
}

/** @param {AlreadyKnownView['facts'][number]} one */
function answer({ value, source }) {
  const { messageId, channel, at, type } = source;
  const from = `${channel ? (channelNames[channel] ?? channel) : words(type)} `;
  return h(
    'span',
    { class: 'known-answer' },
    h('strong', { text: value }),
    messageId
      ? h('button', { type: 'button', class: 'link', on: { click: () => void show(messageId) } }, from, timeMark(at))
      : h('span', { class: 'source' }, from, timeMark(at)),
    h('button', { type: 'button', class: 'quiet', text: 'Insert', on: { click: () => acts.insert(value) } }),
  );
}

/** Brings the message into view, reading earlier ones where it is not on the screen. @param {string} messageId */
export async function show(messageId) {
  const conversation = selected();
  if (!conversation) return;
  const at = () => [...find('#thread').children].find((row) => /** @type {HTMLElement} */ (row).dataset.key === messageId);
  for (let page = 0; page < 5 && !at() && !state.wholeThreads.has(conversation.customerId); page += 1) {
    await readEarlier(conversation.customerId).catch(() => undefined);
    changed('thread');
  }
  const found = at();
  if (!found) return;
  found.scrollIntoView({ block: 'center' });
  found.classList.add('is-source');
  setTimeout(() => found.classList.remove('is-source'), 2_000);
}
