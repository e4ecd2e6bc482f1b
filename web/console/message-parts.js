import { h } from './dom.js';
import { timeMark } from './format.js';

/**
 * @typedef {import('./store.js').MessageView} MessageView
 * @typedef {{ latitude: number, longitude: number, name?: string, address?: string }} Place
 */

/** What a channel carries beside text and files; `content` is what the server keeps of it. @param {MessageView} message */
const contentOf = (message) => /** @type {Record<string, any>} */ (message.content ?? {});

/** Above the text: what it answers. @param {MessageView} message @param {Map<string, MessageView>} thread */
export function answered(message, thread) {
  const before = thread.get(contentOf(message).answers?.messageId);
  if (!before) return null;
  const said = oneLine(before) || 'an earlier message';
  return h('p', { class: 'answered', text: said.length > 120 ? `${said.slice(0, 119)}…` : said });
}

/** Below the text: a place, people, or that there is something this page cannot show. @param {MessageView} message */
export function partsOf(message) {
  const { location, contacts, unsupported, choice, cc, forwardedBy, edits, deletedByCustomer } = contentOf(message);
  return [
    location ? placeView(location) : null,
    ...(contacts ?? []).map(personView),
    unsupported ? h('p', { class: 'aside', text: unsupportedLine(unsupported) }) : null,
    choice && choice !== message.text ? h('p', { class: 'aside', text: `Chosen: ${choice}` }) : null,
    cc?.length ? h('p', { class: 'aside', text: `Copy to ${cc.map(addressLine).join(', ')}` }) : null,
    forwardedBy ? h('p', { class: 'aside', text: `Forwarded by ${addressLine(forwardedBy)}` }) : null,
    edits?.length ? editsView(edits) : null,
    deletedByCustomer ? h('p', { class: 'aside' }, 'Taken back by the customer ', timeMark(deletedByCustomer)) : null,
  ];
}

/** Beside the bubble: what others said of it without words. @param {MessageView} message */
export function reactionsOf(message) {
  const given = /** @type {{ emoji: string }[]} */ (contentOf(message).reactions ?? []);
  if (given.length === 0) return null;
  return h('span', { class: 'reactions', 'aria-label': 'Reactions', text: given.map(({ emoji }) => emoji).join(' ') });
}

/** In one line, for lists: the text, or what came in its place. @param {MessageView} message */
export function oneLine(message) {
  const { location, contacts, unsupported } = contentOf(message);
  if (message.text) return message.text;
  if (location) return location.name ?? 'A place';
  if (unsupported) return unsupportedLine(unsupported);
  return contacts?.[0]?.name ?? message.attachments?.[0]?.name ?? '';
}

/** @param {string} kind as the vendor calls it, which may be no more than that */
function unsupportedLine(kind) {
  return `A message of a kind that is not shown here${kind === 'unsupported' ? '' : ` (${kind})`}`;
}

/** @param {Place} place */
function placeView({ latitude, longitude, name, address }) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const where = [name, address].filter(Boolean).join(', ') || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return h('p', { class: 'place' }, 'Place: ', h('a', { href, target: '_blank', rel: 'noopener noreferrer', text: where }));
}

/** @param {{ name: string, phones: string[], emails: string[] }} person */
function personView({ name, phones, emails }) {
  const reached = [...(phones ?? []), ...(emails ?? [])].join(' · ');
  return h('p', { class: 'person' }, h('strong', { text: name || 'A contact' }), reached ? ` ${reached}` : '');
}

/** @param {{ text: string, at: string }[]} edits the words before each change */
function editsView(edits) {
  const before = edits.map(({ text, at }) => h('p', { class: 'text' }, text, ' ', timeMark(at)));
  return h('details', { class: 'quoted' }, h('summary', { text: 'Edited by the customer' }), ...before);
}

/** @param {string | { name?: string, address?: string, email?: string }} one */
function addressLine(one) {
  return typeof one === 'string' ? one : one.name || one.address || one.email || '';
}
