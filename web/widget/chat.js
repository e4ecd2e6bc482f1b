import { CallButton } from './call-button.js';
import { Connection } from './connection.js';
import { find } from './dom.js';
import { DraftFiles } from './files.js';
import { renderMessages } from './messages.js';
import { Outbox } from './outbox.js';
import { Thread } from './thread.js';
import { TypingSignal } from './typing.js';
import { Standing } from './standing.js';
import { statusLine } from './words.js';

const OFFLINE_GRACE_MS = 1_200;
const AGENT_TYPING_MS = 8_000;

/** The chat: launcher, panel, and what happens between them and the connection. */
export class Chat {
  constructor() {
    this.panel = find('#chat');
    this.launcher = find('#chat-launcher');
    this.list = find('#chat-messages');
    this.input = find('#chat-input');
    this.thread = new Thread();
    /** @type {import('../../src/contracts/views.js').WidgetConversationView | null} */
    this.conversation = null;
    this.isOpen = false;
    this.readSeq = 0;
    this.seenSeq = 0;
    this.started = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.bannerTimer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.agentTypingTimer = undefined;
    /** @type {(customer: any) => void} */
    this.onCustomer = () => undefined;
    /** @type {(line: string) => void} */
    this.onRefused = () => undefined;
    this.connection = new Connection(this.thread, {
      conversation: (view) => this.showConversation(view),
      message: (message) => this.received(message),
      typing: ({ name, on }) => this.showTyping(on ? `${name ?? 'Somebody'} is typing …` : ''),
      changed: () => this.draw(),
      link: (state, line) => this.showLink(state, line),
      refused: (line) => this.onRefused(line),
      customer: (customer, isOther) => this.showCustomer(customer, isOther),
      calls: (taken) => this.calls.show(taken),
    });
    this.calls = new CallButton(this.connection, this.thread, () => this.conversation);
    this.files = new DraftFiles(this.connection);
    this.standing = new Standing(this.connection, (view) => this.showConversation(view));
    this.outbox = new Outbox(this.thread, this.connection, () => this.draw());
    this.typing = new TypingSignal((on) => this.connection.tell('typing', { on }));
    this.listen();
  }

  listen() {
    this.launcher.addEventListener('click', () => this.toggle(!this.isOpen));
    find('#chat-close').addEventListener('click', () => this.toggle(false));
    this.panel.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Escape') this.toggle(false);
    });
    find('#chat-form').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      if (event.shiftKey) return;
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) this.newLine();
      else this.send();
    });
    this.input.addEventListener('input', () => {
      this.fit();
      this.typing.typed(this.input.value);
    });
    document.addEventListener('visibilitychange', () => this.markRead());
    window.addEventListener('focus', () => this.markRead());
  }

  newLine() {
    this.input.setRangeText('\n', this.input.selectionStart, this.input.selectionEnd, 'end');
    this.fit();
  }

  fit() {
    this.input.style.height = 'auto';
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 140)}px`;
  }

  /** @param {string | null} [identityToken] */
  start(identityToken) {
    this.started = true;
    void this.connection.open(identityToken);
  }

  /** @param {boolean} open */
  toggle(open) {
    this.isOpen = open;
    this.panel.hidden = !open;
    this.launcher.setAttribute('aria-expanded', String(open));
    if (open && !this.started) this.start();
    if (open) this.input.focus();
    else this.launcher.focus();
    this.draw();
    if (open) this.list.scrollTop = this.list.scrollHeight;
  }

  send() {
    const text = this.input.value.trim();
    // What is still on its way up goes with the message: one moment more.
    if ((!text && this.files.files.length === 0) || !this.files.isReady) return;
    const files = this.files.take();
    if (!text && files.length === 0) return;
    this.input.value = '';
    this.fit();
    this.typing.stop();
    this.outbox.add(text, files);
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** @param {import('../../src/contracts/views.js').WidgetMessageView} message */
  received(message) {
    const isNew = this.thread.put(message);
    if (isNew && message.direction === 'out') this.showTyping('');
    this.draw();
  }

  /** @param {import('../../src/contracts/views.js').WidgetConversationView | null} view */
  showConversation(view) {
    this.conversation = view;
    find('#chat-status').textContent = statusLine(view);
    this.panel.dataset.status = view?.status ?? 'none';
    this.standing.show(view);
    void this.calls.changed();
  }

  /** @param {any} customer @param {boolean} isOther another person than before */
  showCustomer(customer, isOther) {
    if (isOther) this.readSeq = this.seenSeq = 0;
    this.onCustomer(customer);
    this.draw();
  }

  /** @param {string} line */
  showTyping(line) {
    clearTimeout(this.agentTypingTimer);
    find('#chat-typing').textContent = line;
    // The "off" may be lost.
    if (line) this.agentTypingTimer = setTimeout(() => this.showTyping(''), AGENT_TYPING_MS);
  }

  /** @param {'connecting' | 'online' | 'offline'} state @param {string} [line] */
  showLink(state, line) {
    const banner = find('#chat-banner');
    if (state === 'online') {
      clearTimeout(this.bannerTimer);
      this.bannerTimer = undefined;
      banner.hidden = true;
      // What was said of reading may have been lost with the old connection; saying it again does no harm.
      this.readSeq = 0;
      void this.outbox.flush();
      this.draw();
      return;
    }
    // A blink of the network is nobody's concern; a stated reason is.
    const show = () => {
      banner.textContent = line ?? 'Reconnecting … Your messages are kept.';
      banner.hidden = false;
    };
    if (line) show();
    // Each failed attempt says so again; the time runs from the first.
    else this.bannerTimer ??= setTimeout(show, OFFLINE_GRACE_MS);
  }

  draw() {
    renderMessages(this.list, this.thread, (clientId) => this.outbox.retry(clientId));
    void this.calls.changed();
    find('#chat-empty').hidden = this.thread.byId.size + this.thread.pending.length > 0;
    this.markRead();
    const unread = this.thread
      .messages()
      .filter((one) => one.direction === 'out' && one.kind === 'text' && one.seq > this.seenSeq && one.delivery.state !== 'read');
    const badge = find('#chat-unread');
    badge.hidden = this.isOpen || unread.length === 0;
    badge.textContent = String(unread.length);
    this.launcher.setAttribute('aria-label', badge.hidden ? 'Chat with us' : `Chat with us, ${unread.length} unread`);
  }

  /** Read means: on the screen of somebody who is looking at the page. */
  markRead() {
    if (!this.isOpen || document.visibilityState !== 'visible' || !document.hasFocus()) return;
    const seq = this.thread.lastFromUs();
    this.seenSeq = Math.max(this.seenSeq, seq);
    if (seq <= this.readSeq || !this.connection.online) return;
    this.readSeq = seq;
    this.connection.tell('message.read', { seq });
  }
}
