import { find, h } from './dom.js';
import { drawDraftFiles, startDraftFiles } from './draft-files.js';
import { channelNames } from './format.js';
import { tell } from './live.js';
import { post } from './outbox.js';
import { isSupervisor, on, selected, state, threadOf } from './store.js';
import { TypingSignal } from './typing.js';

/** @typedef {{ text: string, kind: 'reply' | 'note', channel: string | null, files: import('./draft-files.js').DraftFile[] }} Draft */

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
  if (!draft) drafts.set(id, (draft = { text: '', kind: 'reply', channel: null, files: [] }));
  return draft;
}

export function startComposer() {
  const text = find('#text');
  find('#composer').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  });
  text.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) text.setRangeText('\n', text.selectionStart, text.selectionEnd, 'end');
    else send();
  });
  text.addEventListener('input', () => {
    if (!state.selectedId) return;
    const draft = draftOf(state.selectedId);
    draft.text = text.value;
    typingIn = state.selectedId;
    // The customer is told of replies only.
    if (draft.kind === 'reply') typing.typed(text.value);
  });
  find('#channel').addEventListener('change', () => {
    if (state.selectedId) draftOf(state.selectedId).channel = find('#channel').value;
    render();
  });
  for (const button of document.querySelectorAll('[data-kind]')) {
    button.addEventListener('click', () => {
      if (!state.selectedId) return;
      draftOf(state.selectedId).kind = /** @type {any} */ (button).dataset.kind;
      typing.stop();
      render();
      text.focus();
    });
  }
  startDraftFiles(() => (state.selectedId && !text.disabled ? draftOf(state.selectedId).files : null), render);
  on(['selection', 'thread', 'context'], render);
}

function send() {
  const conversation = selected();
  if (!conversation) return;
  const draft = draftOf(conversation.id);
  const isReply = draft.kind === 'reply';
  const text = draft.text.trim();
  const files = draft.files.filter((one) => !one.failed);
  // What is still on its way up goes with the message: one moment more.
  if ((!text && files.length === 0) || files.some((one) => !one.id) || (isReply && !mayReply(conversation))) return;
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
  }
  for (const button of document.querySelectorAll('[data-kind]')) {
    button.setAttribute('aria-pressed', String(/** @type {any} */ (button).dataset.kind === draft.kind));
  }
  const isReply = draft.kind === 'reply';
  const isLocked = isReply && !mayReply(conversation);
  const usual = lastInboundChannel(conversation);
  find('#composer').classList.toggle('is-note', !isReply);
  find('#channel-label').hidden = !isReply;
  const select = find('#channel');
  select.replaceChildren(...choices(conversation).map((one) => h('option', { value: one, text: channelNames[one] ?? one })));
  select.value = draft.channel ?? usual;
  text.placeholder = isReply ? `Reply to ${conversation.customerName ?? 'the visitor'}` : 'A note only colleagues see';
  text.disabled = isLocked;
  find('#composer button[type=submit]').disabled = isLocked || draft.files.some((one) => !one.id && !one.failed);
  find('#attach').disabled = isLocked;
  drawDraftFiles(draft.files, (file) => {
    draft.files = draft.files.filter((one) => one !== file);
    render();
  });
  find('#composer-hint').textContent = hint(
    conversation,
    isReply,
    draft.channel !== null && draft.channel !== usual ? usual : null,
  );
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
