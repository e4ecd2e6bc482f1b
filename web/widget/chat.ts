import type { Problem } from '../../src/contracts/errors.js';
import type { Page, WidgetConversationView, WidgetMessageView } from '../../src/contracts/views.js';
import type { WidgetSessionView } from '../../src/contracts/widget-schemas.js';
import type { WaitingChoice } from '../../src/contracts/words.js';
import { Calls } from './calls.js';
import { Connection, type IdentitySource } from './connection.js';
import { DraftFiles, MOST_FILES } from './draft-files.js';
import { Outbox } from './outbox.js';
import { watchPage } from './page.js';
import { problemLine } from './sentences.js';
import { Refusal, type Server } from './server.js';
import type { Settings } from './settings.js';
import { Sound } from './sound.js';
import { Kept } from './storage.js';
import { Thread } from './thread.js';
import { TypingSignal } from './typing-signal.js';
import type { Words } from './words.js';

const OFFLINE_GRACE_MS = 1_200;
const AGENT_TYPING_MS = 8_000;
const AGAIN_MS = 3_000;
const EARLIER = 60;
const MAX_LENGTH = 20_000;
/** Whoever comes back later than this is not asked about it any more. */
const RATE_WITHIN_MS = 24 * 60 * 60_000;

/** What pages may listen to. */
export type ChatEvent = 'open' | 'close' | 'message' | 'unread' | 'customer' | 'identityexpired';

export type Rating = 'asking' | 'sending' | 'thanked' | null;

/** The chat: what it knows, and what can be done. Views are told of every change and read what they show from here. */
export class Chat {
  readonly thread = new Thread();
  readonly connection: Connection;
  readonly files: DraftFiles;
  readonly outbox: Outbox;
  readonly typing: TypingSignal;
  readonly calls: Calls;
  session: WidgetSessionView | null = null;
  conversation: WidgetConversationView | null = null;
  isOpen = false;
  takesFocus = true;
  isOffline = false;
  /** What is said above the messages; empty when all is well. */
  banner = '';
  /** A refusal of what was done last, said beside it. */
  trouble = '';
  typist: { name: string | null } | null = null;
  /** What we say of ourselves to begin with. */
  proactive: string | null = null;
  isProactiveShown = false;
  rating: Rating = null;
  asksNumber = false;
  hasEarlier = false;
  /** Said aloud to who cannot see that a message came while the chat is closed. */
  news = '';
  onEvent: (event: ChatEvent, body?: unknown) => void = () => undefined;
  private edit: ((text: string) => void) | null = null;
  private started = false;
  private subject = '';
  private toSayFirst: string | null = null;
  private readonly sound = new Sound();
  private readonly kept: Kept;
  private readonly page: Kept;
  private formAnswers: Record<string, unknown> | null;
  private readSeq = 0;
  private seenSeq = 0;
  private earliest = Infinity;
  private readonly watchers = new Set<() => void>();
  private told = false;
  private bannerTimer: ReturnType<typeof setTimeout> | undefined;
  private typistTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly settings: Settings,
    readonly words: Words,
    server: Server,
    locale: string | null,
  ) {
    const prefix = `throughline.${settings.inbox}.`;
    this.kept = new Kept(prefix, () => localStorage);
    this.page = new Kept(prefix, () => sessionStorage);
    this.formAnswers = this.kept.read('form');
    this.connection = new Connection(
      server,
      this.thread,
      {
        inbox: settings.inbox,
        locale,
        visitorToken: () => this.kept.get('visitor'),
        rememberVisitor: (token) => this.kept.set('visitor', token),
        writes: (subject) => this.writes(subject),
        preChat: () => this.preChat(),
      },
      {
        session: (session, isOther) => this.hasSession(session, isOther),
        conversation: (view) => this.show(view),
        message: (message) => this.received(message),
        typing: (name, on) => this.showTypist(on ? { name } : null),
        changed: () => this.synced(),
        link: (state, problem) => this.showLink(state, problem),
        identityRefused: (problem) => this.identityRefused(problem),
      },
    );
    this.files = new DraftFiles(this.connection, () => this.changed());
    this.outbox = new Outbox(this.keptFor(''), {
      ready: () => this.connection.online && !this.asksFirst,
      send: (body) => this.connection.ask<{ message: WidgetMessageView }>('message.send', body),
      sent: (message) => this.sent(message),
      changed: () => this.changed(),
      sentence: (problem) => problemLine(words, problem),
      later: (again) => void setTimeout(again, AGAIN_MS),
      newId: () => crypto.randomUUID?.() ?? `${Math.random()}`.slice(2) + performance.now(),
    });
    this.typing = new TypingSignal((on) => this.connection.tell('typing', { on }));
    this.calls = new Calls(this);
    document.addEventListener('visibilitychange', () => this.markRead());
    addEventListener('focus', () => this.markRead());
    watchPage(
      () => this.connection.pageSeen(),
      () => this.started && void this.connection.open(),
    );
  }

  /** Calls back after every change, at most once for those of one moment. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  changed(): void {
    if (this.told) return;
    this.told = true;
    queueMicrotask(() => {
      this.told = false;
      this.calls.look();
      for (const watcher of this.watchers) watcher();
    });
  }

  /** Whether this browser has been here before: then an answer may be waiting. */
  get isKnown(): boolean {
    return this.kept.get('visitor') !== null || this.outbox.pending.length > 0;
  }

  /** The chat was open on the page they came from. */
  get wasOpen(): boolean {
    return this.page.get('open') === 'yes';
  }

  stayClosed(): void {
    this.page.set('open', null);
  }

  get isMuted(): boolean {
    return this.kept.get('muted') === 'yes';
  }

  set isMuted(muted: boolean) {
    this.kept.set('muted', muted ? 'yes' : null);
    this.changed();
  }

  get name(): string {
    return this.settings.name ?? this.session?.inbox.name ?? this.words.chat;
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    void this.connection.open();
  }

  /** Who they are, proved by the site; null: they have signed out, and nothing of theirs stays here. */
  identify(identity: IdentitySource | null): void {
    if (identity !== null && identity === this.connection.identity) return;
    this.connection.identity = identity;
    if (identity === null) {
      this.kept.set('visitor', null);
      this.saveForm(null);
      this.outbox.clear();
      this.draft = '';
      this.writes('');
      this.forget();
      this.session = null;
      if (this.started) this.connection.close();
      this.started = false;
      if (this.isOpen) this.start();
      return;
    }
    this.started = true;
    void this.connection.open();
  }

  /** `quietly`: nobody asked for it just now, so the focus stays where it is. */
  toggle(open: boolean, quietly = false): void {
    if (open === this.isOpen) return;
    this.isOpen = open;
    this.takesFocus = !quietly;
    this.page.set('open', open ? 'yes' : null);
    if (open && this.proactive) {
      this.hideProactive();
      // With what is answered, where the session is there already.
      if (this.session && this.thread.size === 0) void this.connection.open();
    }
    if (open) this.start();
    this.news = '';
    this.onEvent(open ? 'open' : 'close');
    this.markRead();
    this.changed();
  }

  /** False where it stays in the field: too long, nothing to send, or files still on their way. */
  send(text: string): boolean {
    if ((!text.trim() && this.files.files.length === 0) || !this.files.isReady) return false;
    if (text.trim().length > MAX_LENGTH) {
      const count = new Intl.NumberFormat(this.words.language);
      return this.say(this.words.tooLong(count.format(text.trim().length), count.format(MAX_LENGTH)));
    }
    const files = this.files.take();
    if (!text.trim() && files.length === 0) return false;
    this.say('');
    this.typing.stop();
    this.outbox.add(text.trim(), files);
    this.start();
    return true;
  }

  addFiles(files: readonly File[]): void {
    this.start();
    if (!this.files.add(files)) this.say(this.words.tooManyFiles(MOST_FILES));
  }

  get draft(): string {
    return this.page.get('draft') ?? '';
  }

  set draft(text: string) {
    this.page.set('draft', text || null);
  }

  /** What was refused goes back into the field, where it can be changed; what stands there comes after it. */
  editAgain(clientId: string): void {
    const one = this.outbox.take(clientId);
    if (!one) return;
    this.files.putBack(one.files);
    const text = [one.text, this.draft].filter(Boolean).join('\n');
    this.draft = text;
    this.edit?.(text);
    this.changed();
  }

  /** The field of the message, while it is there. */
  onEdit(edit: (text: string) => void): () => void {
    this.edit = edit;
    return () => void (this.edit = null);
  }

  async choose(choice: WaitingChoice): Promise<void> {
    const answer = await this.connection.ask<{ conversation: WidgetConversationView }>('waiting.choose', { choice });
    if (answer?.ok) this.show(answer.conversation);
    else this.say(problemLine(this.words, answer?.problem));
  }

  async rate(score: number, comment: string): Promise<void> {
    const { conversation } = this;
    if (!conversation) return;
    this.rating = 'sending';
    this.changed();
    const body = { score, ...(comment.trim() ? { comment: comment.trim().slice(0, 2_000) } : {}) };
    const done = await this.rest('POST', '/v1/widget/rating', body);
    if (done) this.kept.set('rated', conversation.id);
    this.rating = done ? 'thanked' : 'asking';
    this.changed();
  }

  dontRate(): void {
    this.kept.set('rated', this.conversation?.id ?? null);
    this.rating = null;
    this.changed();
  }

  /** What the form before the chat asks and is not known yet; null: nothing. */
  get asksFirst(): string[] | null {
    const fields = this.session?.inbox.preChat ?? [];
    const isKnown = this.session?.customer.level !== 'anonymous' || this.session.conversation !== null || this.thread.size > 0;
    return fields.length === 0 || isKnown || this.formAnswers ? null : fields;
  }

  answerForm(answers: Record<string, string>): void {
    this.saveForm(answers);
    void this.connection.open();
    this.changed();
  }

  async askForCallBack(phone: string): Promise<boolean> {
    const message = await this.rest<WidgetMessageView>('POST', '/v1/widget/callback', { phone, clientId: crypto.randomUUID() });
    if (message) this.sent(message);
    if (message) this.setAsksNumber(false);
    return message !== null;
  }

  /** Messages before those that are shown. */
  async loadEarlier(): Promise<void> {
    let found = false;
    while (!found && this.hasEarlier) {
      const first = Math.min(this.earliest, this.thread.messages()[0]?.seq ?? 0);
      const after = Math.max(0, first - 1 - EARLIER);
      const page = await this.rest<Page<WidgetMessageView>>('GET', `/v1/widget/messages?after=${after}&limit=100`);
      if (!page) return;
      for (const message of page.data) found = this.thread.put(message) || found;
      this.earliest = after + 1;
      this.hasEarlier = after > 0;
    }
    this.changed();
  }

  /** The message as it is now: links to files hold for an hour, and a page may stand longer. */
  async readAgain(message: WidgetMessageView): Promise<WidgetMessageView | undefined> {
    const page = await this.rest<Page<WidgetMessageView>>('GET', `/v1/widget/messages?after=${message.seq - 1}&limit=1`);
    const fresh = page?.data.find(({ id }) => id === message.id);
    if (fresh) this.received(fresh);
    return fresh;
  }

  unread(): WidgetMessageView[] {
    const isUnread = ({ direction, kind, seq, delivery }: WidgetMessageView): boolean =>
      direction === 'out' && kind === 'text' && seq > this.seenSeq && delivery.state !== 'read';
    return this.isOpen ? [] : this.thread.messages().filter(isUnread);
  }

  showProactive(text: string): void {
    // Whether they are in a conversation is known only once the thread is here.
    this.toSayFirst = this.started && this.thread.epoch === 0 ? text : null;
    if (this.toSayFirst || this.isOpen || this.thread.size > 0 || this.page.get('dismissed') === text) return;
    this.proactive = text;
    this.isProactiveShown = true;
    this.changed();
  }

  hideProactive(): void {
    this.page.set('dismissed', this.proactive);
    this.isProactiveShown = false;
    this.changed();
  }

  say(trouble: string): false {
    this.trouble = trouble;
    this.changed();
    return false;
  }

  setAsksNumber(asks: boolean): void {
    this.asksNumber = asks;
    this.changed();
  }

  private async rest<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T | null> {
    try {
      const { server } = this.connection;
      return await this.connection.withSession((token) => server.call<T>(method, path, { token, ...(body ? { body } : {}) }));
    } catch (error) {
      this.say(problemLine(this.words, error instanceof Refusal ? error.problem : null));
      return null;
    }
  }

  private keptFor(subject: string): Kept {
    return new Kept(`throughline.${this.settings.inbox}.${subject ? `${subject}.` : ''}`, () => localStorage);
  }

  /** What they were asked, and what we said first, so that whoever answers knows what is answered. */
  private preChat(): object | null {
    if (this.proactive === null) return this.formAnswers;
    return { ...this.formAnswers, answers: { 'proactive message': this.proactive.slice(0, 200) } };
  }

  private writes(subject: string): void {
    if (subject === this.subject) return;
    // What waits was written by the visitor who has just signed in; by another person who was signed in, it was not.
    const isTheirs = this.subject === '';
    this.subject = subject;
    this.outbox.moveTo(this.keptFor(subject), isTheirs);
  }

  private saveForm(answers: Record<string, unknown> | null): void {
    this.formAnswers = answers;
    this.kept.write('form', answers);
  }

  private hasSession(session: WidgetSessionView, isOther: boolean): void {
    this.session = session;
    if (isOther) this.forget();
    const { name, level } = session.customer;
    this.onEvent('customer', { name, level });
    this.changed();
  }

  private forget(): void {
    this.thread.clear();
    this.conversation = null;
    this.rating = null;
    this.earliest = Infinity;
    this.hasEarlier = false;
    this.readSeq = this.seenSeq = 0;
    this.changed();
  }

  private show(view: WidgetConversationView | null): void {
    const before = this.conversation;
    this.conversation = view;
    if (view?.status !== 'closed') this.rating = null;
    else if (before?.status !== 'closed' || this.rating === null) this.askToRate(view);
    this.changed();
  }

  /** Once for a conversation that somebody of ours answered and closed a short time ago. */
  private askToRate(view: WidgetConversationView): void {
    const answer = this.thread.messages().findLast(({ author, kind }) => author.type === 'agent' || kind === 'call');
    const isFresh = answer && this.connection.now() - Date.parse(answer.createdAt) < RATE_WITHIN_MS;
    if (view.notice.code === 'closed' && isFresh && this.kept.get('rated') !== view.id) this.rating = 'asking';
  }

  private received(message: WidgetMessageView): void {
    const isNew = this.thread.put(message);
    this.outbox.drop(message.clientId);
    if (isNew && message.direction === 'out' && message.kind === 'text') {
      this.showTypist(null);
      this.announce(message);
    }
    this.markRead();
    this.changed();
  }

  private announce(message: WidgetMessageView): void {
    this.onEvent('message', { text: message.text, from: message.author.name, at: message.createdAt });
    if (this.isLookedAt) return;
    if (!this.isMuted) this.sound.play();
    if (!this.isOpen) this.news = this.words.newFrom(message.author.name);
    this.onEvent('unread', this.unread().length);
  }

  private sent(message: WidgetMessageView): void {
    this.thread.put(message);
    this.outbox.drop(message.clientId);
    if (this.formAnswers) this.saveForm(null);
    this.changed();
  }

  private synced(): void {
    for (const { clientId } of this.thread.messages()) if (clientId) this.outbox.drop(clientId);
    const first = this.thread.messages()[0]?.seq ?? 0;
    if (this.earliest === Infinity) this.hasEarlier = first > 1;
    if (this.conversation) this.show(this.conversation);
    if (this.toSayFirst) this.showProactive(this.toSayFirst);
    this.markRead();
    this.changed();
  }

  private identityRefused(problem: Partial<Problem>): void {
    this.onEvent('identityexpired', problem.code);
    this.say(problem.code === 'token_expired' ? this.words.signInOver : problemLine(this.words, problem));
  }

  private showTypist(typist: { name: string | null } | null): void {
    clearTimeout(this.typistTimer);
    this.typist = typist;
    // The "off" may be lost.
    if (typist) this.typistTimer = setTimeout(() => this.showTypist(null), AGENT_TYPING_MS);
    this.changed();
  }

  private showLink(state: 'connecting' | 'online' | 'offline', problem?: Partial<Problem>): void {
    if (state === 'online') {
      clearTimeout(this.bannerTimer);
      this.bannerTimer = undefined;
      this.banner = '';
      this.isOffline = false;
      // What was said of reading may have been lost with the old connection; saying it again does no harm.
      this.readSeq = 0;
      void this.outbox.flush();
      this.files.retry();
      this.markRead();
    } else if (problem) {
      this.showBanner(problemLine(this.words, problem));
    } else {
      // A blink of the network is nobody's concern. Each failed attempt says so again; the time runs from the first.
      this.bannerTimer ??= setTimeout(() => this.showBanner(this.words.reconnecting), OFFLINE_GRACE_MS);
    }
    this.changed();
  }

  private showBanner(line: string): void {
    this.banner = line;
    this.isOffline = true;
    this.changed();
  }

  private get isLookedAt(): boolean {
    return this.isOpen && document.visibilityState === 'visible' && document.hasFocus();
  }

  /** Read means: on the screen of somebody who is looking at the page. */
  private markRead(): void {
    if (!this.isLookedAt) return;
    const seq = this.thread.lastFromUs();
    this.seenSeq = Math.max(this.seenSeq, seq);
    if (seq <= this.readSeq || !this.connection.online) return;
    this.readSeq = seq;
    this.connection.tell('message.read', { seq });
  }
}
