import type { Problem } from '../../src/contracts/errors.js';
import type { Page, WidgetConversationView, WidgetMessageView } from '../../src/contracts/views.js';
import type { WidgetSessionView } from '../../src/contracts/widget-schemas.js';
import type { WaitingChoice } from '../../src/contracts/words.js';
import { Calls } from './calls.js';
import { Connection, type IdentitySource } from './connection.js';
import { DraftFiles, MOST_FILES } from './draft-files.js';
import { Earlier } from './earlier.js';
import { FirstWord } from './first-word.js';
import { LinkState } from './link-state.js';
import { newId } from './new-id.js';
import { Outbox } from './outbox.js';
import { watchPage } from './page.js';
import { problemLine } from './sentences.js';
import { Rating } from './rating.js';
import { Reading } from './reading.js';
import { Refusal, type Server } from './server.js';
import type { Settings } from './settings.js';
import { Sound } from './sound.js';
import { Kept } from './storage.js';
import { Thread } from './thread.js';
import { TypingSignal } from '../typing-signal.js';
import { Typist } from './typist.js';
import type { Words } from './words.js';

const AGAIN_MS = 3_000;
const MAX_LENGTH = 20_000;

/** What pages may listen to. */
export type ChatEvent = 'open' | 'close' | 'message' | 'unread' | 'customer' | 'identityexpired';

/** The chat: what it knows, and what can be done. Views are told of every change and read what they show from here. */
export class Chat {
  readonly thread = new Thread();
  readonly connection: Connection;
  readonly files: DraftFiles;
  readonly outbox: Outbox;
  readonly typing: TypingSignal;
  readonly calls: Calls;
  readonly earlier: Earlier;
  readonly link = new LinkState(() => this.changed());
  readonly typist = new Typist(() => this.changed());
  readonly rating: Rating;
  readonly reading: Reading;
  readonly firstWord: FirstWord;
  session: WidgetSessionView | null = null;
  conversation: WidgetConversationView | null = null;
  isOpen = false;
  takesFocus = true;
  /** A refusal of what was done last, said beside it. */
  trouble = '';
  asksNumber = false;
  /** Said aloud to who cannot see that a message came while the chat is closed. */
  news = '';
  onEvent: (event: ChatEvent, body?: unknown) => void = () => undefined;
  private edit: ((text: string) => void) | null = null;
  private started = false;
  private subject = '';
  private readonly sound = new Sound();
  private readonly kept: Kept;
  private readonly page: Kept;
  private formAnswers: Record<string, unknown> | null;
  private readonly watchers = new Set<() => void>();
  private told = false;

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
        typing: (name, on) => this.typist.show(on ? { name } : null),
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
      newId,
    });
    this.typing = new TypingSignal((on) => this.connection.tell('typing', { on }));
    this.calls = new Calls(this);
    this.earlier = new Earlier(this.thread, (seq) => this.after(seq, 100));
    this.rating = new Rating(this.kept, this.thread, () => this.connection.now());
    this.reading = new Reading(this.thread, this.connection, () => this.isOpen);
    this.firstWord = new FirstWord(this.page, this.thread);
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
    if (open && this.firstWord.text) {
      this.firstWord.hide();
      // With what is answered, where the session is there already.
      if (this.session && this.thread.size === 0) void this.connection.open();
    }
    if (open) this.start();
    this.news = '';
    this.onEvent(open ? 'open' : 'close');
    this.reading.mark();
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
    const given = this.rating.give(score, comment, async (body) => (await this.rest('POST', '/v1/widget/rating', body)) !== null);
    this.changed();
    await given;
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
    const message = await this.rest<WidgetMessageView>('POST', '/v1/widget/callback', { phone, clientId: newId() });
    if (message) this.sent(message);
    if (message) this.setAsksNumber(false);
    return message !== null;
  }

  async loadEarlier(): Promise<void> {
    await this.earlier.load();
    this.changed();
  }

  /** The message as it is now: links to files hold for an hour, and a page may stand longer. */
  async readAgain(message: WidgetMessageView): Promise<WidgetMessageView | undefined> {
    const fresh = (await this.after(message.seq - 1, 1))?.find(({ id }) => id === message.id);
    if (fresh) this.received(fresh);
    return fresh;
  }

  private async after(seq: number, limit: number): Promise<WidgetMessageView[] | null> {
    return (await this.rest<Page<WidgetMessageView>>('GET', `/v1/widget/messages?after=${seq}&limit=${limit}`))?.data ?? null;
  }

  sayFirst(text: string): void {
    if (!this.isOpen) this.firstWord.say(text, this.started);
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
    const { text } = this.firstWord;
    return text === null ? this.formAnswers : { ...this.formAnswers, answers: { 'proactive message': text.slice(0, 200) } };
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
    this.rating.look(null);
    this.earlier.forget();
    this.reading.forget();
    this.changed();
  }

  private show(view: WidgetConversationView | null): void {
    this.conversation = view;
    this.rating.look(view);
    this.changed();
  }

  private received(message: WidgetMessageView): void {
    const isNew = this.thread.put(message);
    this.outbox.drop(message.clientId);
    if (isNew && message.direction === 'out' && message.kind === 'text') {
      this.typist.show(null);
      this.announce(message);
    }
    this.reading.mark();
    this.changed();
  }

  private announce(message: WidgetMessageView): void {
    this.onEvent('message', { text: message.text, from: message.author.name, at: message.createdAt });
    if (this.reading.isLooking) return;
    if (!this.isMuted) this.sound.play();
    if (!this.isOpen) this.news = this.words.newFrom(message.author.name);
    this.onEvent('unread', this.reading.unread());
  }

  private sent(message: WidgetMessageView): void {
    this.thread.put(message);
    this.outbox.drop(message.clientId);
    if (this.formAnswers) this.saveForm(null);
    this.changed();
  }

  private synced(): void {
    for (const { clientId } of this.thread.messages()) if (clientId) this.outbox.drop(clientId);
    this.earlier.look();
    this.rating.look(this.conversation);
    this.firstWord.threadIsHere();
    this.reading.mark();
    this.changed();
  }

  private identityRefused(problem: Partial<Problem>): void {
    this.onEvent('identityexpired', problem.code);
    this.say(problem.code === 'token_expired' ? this.words.signInOver : problemLine(this.words, problem));
  }

  private showLink(state: 'connecting' | 'online' | 'offline', problem?: Partial<Problem>): void {
    if (state === 'online') {
      this.link.online();
      void this.outbox.flush();
      this.files.retry();
      this.reading.markAgain();
    } else if (problem) this.link.say(problemLine(this.words, problem));
    else this.link.sayInAWhile(this.words.reconnecting);
    this.changed();
  }
}
