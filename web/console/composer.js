import { find, h } from './dom.js';
import { drawDraftFiles, startDraftFiles } from './draft-files.js';
import { channelNames } from './format.js';
import { draftChanged, forget, mayGo, startKnown } from './known.js';
import { tell } from './live.js';
import { post } from './outbox.js';
import { closedPanel, filled, isOpen, lengthHint, replyChannels } from './reply-channels.js';
import { isSupervisor, on, selected, state, threadOf } from './store.js';
import { TypingSignal } from './typing.js';

/** @typedef {{ text: string, kind: 'reply' | 'note', channel: string | null, files: import('./draft-files.js').DraftFile[],
 *   template: import('./reply-channels.js').TemplateDraft | null }} Draft */

/** One draft per conversation: going away and coming back loses nothing. @type {Map<string, Draft>} */
const drafts = new Map();
const typing = new TypingSignal((on) => {
  if (typingIn) tell('typing', { conversationId: typingIn, on });
});
/** @type {string | null} */
let typingIn = null;
/** @type {string | null} */
let shownId = null;

/** @param {string} id @returns {Draft} */
function draftOf(id) {
  let draft = drafts.get(id);
  if (!draft) drafts.set(id, (draft = { text: '', kind: 'reply', channel: null, files: [], template: null }));
  return draft;
}

export function startComposer() {
  const text = find('#text');
  find('#composer').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    void send();
  });
  text.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) text.setRangeText('\n', text.selectionStart, text.selectionEnd, 'end');
    else void send();
  });
  text.addEventListener('input', () => {
    if (!state.selectedId) return;
    const draft = draftOf(state.selectedId);
    draft.text = text.value;
    typingIn = state.selectedId;
    // The customer is told of replies only.
    if (draft.kind === 'reply') typing.typed(text.value);
    draftChanged(state.selectedId, text.value, draft.kind === 'reply');
    drawHint();
  });
  find('#channel').addEventListener('change', () => {
    if (state.selectedId) draftOf(state.selectedId).channel = find('#channel').value;
    render();
  });
  for (const button of document.querySelectorAll('[data-kind]')) {
    button.addEventListener('click', () => {
      if (!state.selectedId) return;
      const draft = draftOf(state.selectedId);
      draft.kind = /** @type {any} */ (button).dataset.kind;
      draftChanged(state.selectedId, draft.text, draft.kind === 'reply');
      typing.stop();
      render();
      text.focus();
    });
  }
  startKnown({ insert, sendAnyway: () => void send({ anyway: true }) });
  startDraftFiles(() => (state.selectedId && !text.disabled ? draftOf(state.selectedId).files : null), render);
  on(['selection', 'thread', 'context'], render);
}

/** What is known goes where the cursor is. @param {string} value */
function insert(value) {
  const text = find('#text');
  text.setRangeText(value, text.selectionStart, text.selectionEnd, 'end');
  text.dispatchEvent(new Event('input'));
  text.focus();
}

/** Asked once more whether it is known: one press of a key sends one message. */
let isAsking = false;

async function send({ anyway = false } = {}) {
  const conversation = selected();
  if (!conversation || isAsking) return;
  const draft = draftOf(conversation.id);
  const isReply = draft.kind === 'reply';
  const text = draft.text.trim();
  const files = draft.files.filter((one) => !one.failed);
  // What is still on its way up goes with the message: one moment more.
  if ((!text && files.length === 0) || files.some((one) => !one.id) || (isReply && !mayReply(conversation))) return;
  if (isReply && closedOf(conversation, draft)) return;
  if (isReply && !anyway) {
    isAsking = true;
    const goes = await mayGo(conversation.id, draft.text).finally(() => (isAsking = false));
    // Whoever went on typing, or elsewhere, meanwhile has not said "send" to what stands there now.
    if (!goes || draft.text.trim() !== text || selected()?.id !== conversation.id) return;
  }
  forget(conversation.id);
  typing.stop();
  // Untouched, the channel is left to the server: it knows of a message that arrived this instant.
  const attachments = files.flatMap((one) => one.id ?? []);
  const sent = { attachments, files: files.map((one) => one.name) };
  post({ conversationId: conversation.id, kind: draft.kind, text, channel: isReply ? draft.channel : null, ...sent });
  draft.files = [];
  draft.text = '';
  draft.channel = null;
  find('#text').value = '';
  render();
}

/** The channel of the last words from the customer, which a reply takes unless told otherwise. @param {any} conversation */
function lastInboundChannel(conversation) {
  const inbound = [...threadOf(conversation.customerId).values()].filter((one) => one.direction === 'in' && one.kind !== 'call');
  const last = inbound.reduce((a, b) => (a && a.seq > b.seq ? a : b), /** @type {any} */ (null));
  if (last) return last.channel;
  // A call carries no text: what is written goes wherever else they can be reached.
  return conversation.channel === 'voice' ? (addresses(conversation)[0] ?? 'voice') : conversation.channel;
}

/** @param {any} conversation @returns {string[]} */
function addresses(conversation) {
  const kinds = (state.contexts.get(conversation.id)?.identities ?? []).map(({ kind }) => /** @type {string} */ (kind));
  return kinds.flatMap((kind) => (kind === 'visitor' ? 'webchat' : kind in channelNames ? kind : []));
}

/** Channels this customer can be reached on: those they wrote on, and those an identity gives an address for. */
function choices(/** @type {any} */ conversation) {
  const found = new Set([lastInboundChannel(conversation), ...addresses(conversation)]);
  for (const one of threadOf(conversation.customerId).values())
    if (one.direction === 'in' && one.kind !== 'call') found.add(one.channel);
  return [...found];
}

function render() {
  const conversation = selected();
  if (!conversation) return;
  const draft = draftOf(conversation.id);
  const text = find('#text');
  if (shownId !== conversation.id) {
    typing.stop();
    text.value = draft.text;
    shownId = conversation.id;
    draftChanged(conversation.id, draft.text, draft.kind === 'reply');
  }
  for (const button of document.querySelectorAll('[data-kind]')) {
    button.setAttribute('aria-pressed', String(/** @type {any} */ (button).dataset.kind === draft.kind));
  }
  const isReply = draft.kind === 'reply';
  const isLocked = isReply && !mayReply(conversation);
  const all = replyChannels(conversation);
  const closed = isReply && !isLocked ? closedOf(conversation, draft) : null;
  find('#composer').classList.toggle('is-note', !isReply);
  find('#channel-label').hidden = !isReply;
  const select = find('#channel');
  const offered = all?.map(({ channel }) => channel) ?? choices(conversation);
  select.replaceChildren(...offered.map((one) => h('option', { value: one, text: channelNames[one] ?? one })));
  select.value = draft.channel ?? usualChannel(conversation);
  drawClosed(conversation, draft, closed, all ?? []);
  text.placeholder = isReply ? `Reply to ${conversation.customerName ?? 'the visitor'}` : 'A note only colleagues see';
  text.disabled = isLocked;
  find('#composer button[type=submit]').disabled =
    isLocked || closed !== null || draft.files.some((one) => !one.id && !one.failed);
  find('#attach').disabled = isLocked;
  drawDraftFiles(draft.files, (file) => {
    draft.files = draft.files.filter((one) => one !== file);
    render();
  });
  drawHint();
}

function drawHint() {
  const conversation = selected();
  if (!conversation) return;
  const draft = draftOf(conversation.id);
  const usual = usualChannel(conversation);
  const isReply = draft.kind === 'reply';
  const chosen = replyChannels(conversation)?.find(({ channel }) => channel === (draft.channel ?? usual));
  const length = isReply && chosen ? lengthHint(chosen, draft.text) : '';
  const switchedFrom = draft.channel !== null && draft.channel !== usual ? usual : null;
  find('#composer-hint').textContent = length || hint(conversation, isReply, switchedFrom);
}

/** Where a reply goes unless told otherwise. @param {any} conversation @returns {string} */
function usualChannel(conversation) {
  return replyChannels(conversation)?.find((one) => one.default)?.channel ?? lastInboundChannel(conversation);
}

/** The channel of the draft, where no free text can be sent on it now. @param {any} conversation @param {Draft} draft */
function closedOf(conversation, draft) {
  const wanted = draft.channel ?? usualChannel(conversation);
  const one = replyChannels(conversation)?.find(({ channel }) => channel === wanted);
  return one && !isOpen(one) ? one : null;
}

/** What the panel shows, so that whoever fills in a template is not disturbed by news. */
let closedMark = '';

/**
 * @param {any} conversation @param {Draft} draft
 * @param {import('./reply-channels.js').ConversationChannelView | null} closed
 * @param {import('./reply-channels.js').ConversationChannelView[]} all
 */
function drawClosed(conversation, draft, closed, all) {
  const place = find('#closed');
  const open = all.filter(isOpen).map(({ channel }) => channel);
  const markOf = (/** @type {Draft['template']} */ picked) =>
    [conversation.id, closed?.channel, closed?.closesAt, closed?.templates.length, open, picked?.name, picked?.language].join();
  const mark = closed ? markOf(draft.template) : '';
  if (mark === closedMark) return;
  closedMark = mark;
  place.hidden = !closed;
  if (!closed) return place.replaceChildren();
  const acts = {
    draft: draft.template,
    choose: (/** @type {string} */ channel) => {
      draft.channel = channel;
      render();
      find('#text').focus();
    },
    pick: (/** @type {import('./reply-channels.js').TemplateDraft} */ picked) => {
      draft.template = picked;
      closedMark = markOf(picked);
    },
    redraw: () => {
      closedMark = '';
      render();
    },
    send: (/** @type {import('./reply-channels.js').InboxTemplateView} */ template, /** @type {string[]} */ values) => {
      const { name, language } = template;
      const chosen = { template: { name, language, variables: values.map((value) => value.trim()) } };
      post({
        conversationId: conversation.id,
        kind: 'reply',
        text: filled(template, values),
        channel: closed.channel,
        ...chosen,
      });
      draft.template = null;
      draft.channel = null;
      acts.redraw();
    },
  };
  place.replaceChildren(...closedPanel(closed, all, acts).filter((one) => one !== null));
}

/** Replies are for whoever holds the conversation, and for supervisors. @param {any} conversation */
function mayReply(conversation) {
  return conversation.status !== 'closed' && (conversation.assignee?.id === state.me?.id || isSupervisor());
}

/** @param {any} conversation @param {boolean} isReply @param {string | null} switchedFrom */
function hint(conversation, isReply, switchedFrom) {
  if (!isReply) return 'Customers never see notes.';
  if (conversation.status === 'closed') return 'Closed. Reopen it to reply.';
  if (!conversation.assignee) return 'Nobody has this conversation yet.';
  if (conversation.assignee.id !== state.me?.id) return `${conversation.assignee.name} has this conversation.`;
  if (switchedFrom) return `The customer last wrote by ${(channelNames[switchedFrom] ?? switchedFrom).toLowerCase()}.`;
  return '';
}
