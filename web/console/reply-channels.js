import { call, serverNow } from './api.js';
import { h } from './dom.js';
import { channelNames, timeMark } from './format.js';
import { changed, state, threadOf } from './store.js';

/**
 * @typedef {import('../../src/contracts/views.js').ConversationChannelView} ConversationChannelView
 * @typedef {import('../../src/contracts/views.js').InboxTemplateView} InboxTemplateView
 * @typedef {{ name: string, language: string, values: string[] }} TemplateDraft
 */

/** Where the open customer can be answered, as the server last said. */
let read = { mark: '', conversationId: '', channels: /** @type {ConversationChannelView[]} */ ([]) };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let closing;

const nameOf = (/** @type {string} */ channel) => channelNames[channel] ?? channel;

/** The channels a conversation can be answered on; null until the server has said so. @param {any} conversation */
export function replyChannels(conversation) {
  void refresh(conversation);
  return read.conversationId === conversation.id && read.channels.length > 0 ? read.channels : null;
}

/** Asked anew whenever the customer wrote, something was refused, or the conversation moved. @param {any} conversation */
async function refresh(conversation) {
  const heard = [...threadOf(conversation.customerId).values()].reduce(
    (seq, one) => (one.direction === 'in' ? Math.max(seq, one.seq) : seq),
    0,
  );
  const refused = state.pending.filter((one) => one.failed !== null).length;
  const mark = [conversation.id, conversation.version, heard, refused].join();
  if (mark === read.mark) return;
  read.mark = mark;
  const answer = await call('GET', `/v1/conversations/${conversation.id}/channels`).catch(() => null);
  if (read.mark !== mark) return;
  if (!answer) return void (read.mark = '');
  read = { mark, conversationId: conversation.id, channels: answer.data };
  changed('context');
  wakeAtClose();
}

/** A window that ends while the page stands open closes here, too. */
function wakeAtClose() {
  clearTimeout(closing);
  const ends = read.channels.flatMap(({ closesAt }) => (closesAt ? [Date.parse(closesAt) - serverNow()] : []));
  const next = Math.min(...ends.filter((ms) => ms > 0));
  if (Number.isFinite(next)) closing = setTimeout(() => changed('context'), Math.min(next + 50, 2_000_000_000));
}

/** Whether a free text may be sent there at this moment. @param {ConversationChannelView} one */
export const isOpen = (one) =>
  one.open && one.maxTextLength > 0 && (one.closesAt === null || Date.parse(one.closesAt) > serverNow());

/** What a text of this length comes to, where it is more than one message. @param {ConversationChannelView} one @param {string} text */
export function lengthHint({ channel, maxTextLength, overlong }, text) {
  if (maxTextLength === 0 || text.length <= maxTextLength) return '';
  const most = maxTextLength.toLocaleString('en');
  if (overlong === 'refuse') return `Too long: ${nameOf(channel)} takes ${most} characters.`;
  return `Leaves as ${Math.ceil(text.length / maxTextLength)} messages: ${nameOf(channel)} takes ${most} characters each.`;
}

/** The text with its blanks filled in. @param {InboxTemplateView} template @param {string[]} values */
export const filled = (template, values) =>
  template.body.replace(/\{\{(\d{1,3})\}\}/g, (all, number) => values[Number(number) - 1] || all);

/**
 * Why no free text can be sent, and what can be: a template, or another channel.
 * @param {ConversationChannelView} one @param {ConversationChannelView[]} all
 * @param {{ draft: TemplateDraft | null, choose: (channel: string) => void, pick: (draft: TemplateDraft) => void,
 *   redraw: () => void, send: (template: InboxTemplateView, values: string[]) => void }} acts
 */
export function closedPanel(one, all, acts) {
  const others = all.filter((other) => other.channel !== one.channel && isOpen(other));
  return [
    h('p', {}, ...whyClosed(one)),
    one.templates.length > 0 ? templateForm(one.templates, acts) : null,
    others.length > 0
      ? h(
          'p',
          { class: 'other-channels' },
          'Answer by ',
          ...others.map(({ channel }) => button(nameOf(channel), () => acts.choose(channel))),
        )
      : null,
    one.templates.length === 0 && others.length === 0
      ? h('p', { text: 'There is no other way to them until they write again.' })
      : null,
  ];
}

/** @param {ConversationChannelView} one @returns {(Node | string)[]} */
function whyClosed({ channel, whyNot, closesAt, templates, maxTextLength }) {
  if (whyNot === 'inbox_closed') return [`The inbox for ${nameOf(channel)} is switched off.`];
  if (maxTextLength === 0) return [`${nameOf(channel)} carries no text.`];
  const then = templates.length > 0 ? ' Only an approved template may be sent there now.' : '';
  if (!closesAt) return [`The customer has not written by ${nameOf(channel)} yet.${then}`];
  return [`The reply window of ${nameOf(channel)} closed `, timeMark(closesAt), `.${then}`];
}

/**
 * @param {InboxTemplateView[]} templates
 * @param {Parameters<typeof closedPanel>[2]} acts
 */
function templateForm(templates, { draft, pick, send, redraw }) {
  const keyOf = (/** @type {InboxTemplateView} */ one) => `${one.name} ${one.language}`;
  const chosen = templates.find((one) => draft && keyOf(one) === `${draft.name} ${draft.language}`) ?? templates[0];
  if (!chosen) return null;
  const values = Array.from({ length: chosen.variables }, (_, index) => draft?.values[index] ?? '');
  const preview = h('p', { class: 'template-preview', text: filled(chosen, values) });
  const go = button('Send template', () => send(chosen, values));
  go.classList.add('primary');
  const ready = () => void (go.disabled = values.some((value) => value.trim() === ''));
  ready();
  const select = h(
    'select',
    { 'aria-label': 'Template', on: { change: () => choose(templates.find((one) => keyOf(one) === select.value) ?? chosen) } },
    ...templates.map((one) =>
      h('option', { value: keyOf(one), selected: one === chosen, text: `${one.name} (${one.language})` }),
    ),
  );
  const choose = (/** @type {InboxTemplateView} */ { name, language }) => {
    pick({ name, language, values: [] });
    redraw();
  };
  const blanks = values.map((value, index) => {
    const input = h('input', { value, maxlength: 1000, placeholder: `{{${index + 1}}}`, 'aria-label': `Blank ${index + 1}` });
    input.addEventListener('input', () => {
      values[index] = input.value;
      preview.textContent = filled(chosen, values);
      pick({ name: chosen.name, language: chosen.language, values });
      ready();
    });
    return input;
  });
  return h('div', { class: 'template' }, preview, h('div', { class: 'template-row' }, select, ...blanks, go));
}

/** @param {string} text @param {() => void} click */
const button = (text, click) => h('button', { type: 'button', text, on: { click } });
