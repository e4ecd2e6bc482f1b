import type { Problem } from '../../src/contracts/errors.js';
import type { Page, WidgetConversationView, WidgetMessageView } from '../../src/contracts/views.js';
import type { WidgetSessionView } from '../../src/contracts/widget-schemas.js';
import type { WaitingChoice } from '../../src/contracts/words.js';
import { Calls } from './calls.js';
import { Connection, type IdentitySource, mendsItself } from './connection.js';
import { DraftFiles, isThere, MOST_FILES } from './draft-files.js';
import { Earlier } from './earlier.js';
import { type FormAnswers, FirstForm } from './first-form.js';
import { FirstWord } from './first-word.js';
import { LinkState } from './link-state.js';
import { newId } from './new-id.js';
import { Outbox } from './outbox.js';
import { watchPage } from './page.js';
import { fileTrouble, isBlank, problemLine } from './sentences.js';
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
  readonly form: FirstForm;
  session: WidgetSessionView | null = null;
  conversation: WidgetConversationView | null = null;
  isOpen = false;
  takesFocus = true;
  /** A refusal of what was done last, said beside it. */
  trouble = '';
  asksNumber = false;
  /** Said aloud to who cannot see what came while the chat is closed; the count tells news from the same words before. */
  news = '';
  newsCount = 0;
  /** Puts on styles that came with a part. */
  wear: (css: string) => void = () => undefined;
  onEvent: (event: ChatEvent, body?: unknown) => void = () => undefined;
  private edit: ((text: string) => void) | null = null;
  private started = false;
  private subject = '';
  private readonly sound = new Sound();
  private readonly kept: Kept;
  private readonly page: Kept;
  private readonly watchers = new Set<() => void>();
  private told = false;
  /** As the page was told. */
  private unread = 0;

  constructor(
    readonly settings: Settings,
    readonly words: Words,
    server: Server,
    locale: string | null,
  ) {
    const prefix = `throughline.${settings.inbox}.`;
    this.kept = new Kept(prefix, () => localStorage);
    this.page = new Kept(prefix, () => sessionStorage);
    this.form = new FirstForm(this.kept, this.page);
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
        formRefused: (fields) => this.form.refused(fields),
      },
      {
        session: (session, isOther) => this.hasSession(session, isOther),
        conversation: (view) => this.show(view),
        message: (message) => this.received(message),
        missed: (messages) => this.announce(messages),
        typing: (name, on) => this.typist.show(on ? { name } : null),
        changed: () => this.synced(),
        link: (state, problem) => this.showLink(state, problem),
        identityRefused: (problem) => this.identityRefused(problem),
      },
    );
    this.files = new DraftFiles(
      this.connection,
      this.page,
      () => this.changed(),
      () => void this.outbox.flush(),
    );
    this.outbox = new Outbox(this.keptFor(''), {
      ready: () => this.connection.online && !this.asksFirst,
      send: (body) => this.connection.ask<{ message: WidgetMessageView }>('message.send', body),
      whyNot: (file) => (this.files.isGoing(file) ? null : fileTrouble(words, file)),
      renew: (files, unknown) => this.files.renew(files, unknown),
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
      const unread = this.reading.unread();
      if (unread !== this.unread) this.onEvent('unread', (this.unread = unread));
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
      this.outbox.clear();
      this.writes('');
      this.another('');
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

  /** False where it stays in the field: too long, or nothing to send. */
  send(text: string): boolean {
    const bare = isBlank(text) ? '' : text.trim();
    if (bare.length > MAX_LENGTH) {
      const { format } = new Intl.NumberFormat(this.words.language);
      return this.say(this.words.tooLong(format(bare.length), format(MAX_LENGTH)));
    }
    const files = this.files.take();
    const [refused] = this.files.files;
    if (!bare && files.length === 0) return this.say(refused ? fileTrouble(this.words, refused) : '');
    this.say('');
    this.typing.stop();
    this.outbox.add(bare, files);
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
    this.files.putBack(one?.files ?? []);
    const text = [one?.text, this.draft].filter(Boolean).join('\n');
    this.draft = text;
    this.edit?.(text);
    this.changed();
  }

  /** Once more, without the files that are lost. */
  sendAgain(clientId: string): void {
    const files = this.outbox.pending.find((one) => one.clientId === clientId)?.files.filter(isThere) ?? [];
    this.files.retry(files);
    this.outbox.retry(clientId, files);
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
    return fields.length === 0 || isKnown || this.form.isTaken ? null : fields;
  }

  /** `wrong`: the fields that the server need not be asked about. */
  answerForm(answers: FormAnswers, wrong: readonly string[]): void {
    if (this.form.give(answers, wrong)) void this.connection.open();
    this.changed();
  }

  /** Outside the opening hours, as far as was known when the session began. */
  get closed(): WidgetSessionView['closed'] {
    const closed = this.session?.closed;
    return closed && !(closed.opensAt && Date.parse(closed.opensAt) <= this.connection.now()) ? closed : null;
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

  /** Throws what was refused; `troubleOf` says it. */
  request<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const { server } = this.connection;
    return this.connection.withSession((token) => server.call<T>(method, path, { token, ...(body ? { body } : {}) }));
  }

  troubleOf(error: unknown): string {
    return problemLine(this.words, error instanceof Refusal ? error.problem : null);
  }

  private rest<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T | null> {
    return this.request<T>(method, path, body).catch((error: unknown) => {
      this.say(this.troubleOf(error));
      return null;
    });
  }

  private keptFor(subject: string): Kept {
    return new Kept(`throughline.${this.settings.inbox}.${subject ? `${subject}.` : ''}`, () => localStorage);
  }

  /** What they were asked, and what we said first, so that whoever answers knows what is answered. */
  private preChat(): object | null {
    const { text } = this.firstWord;
    const { answers } = this.form;
    return text === null ? answers : { ...answers, answers: { 'proactive message': text.slice(0, 200) } };
  }

  /** True where that is another than before. */
  private writes(subject: string): boolean {
    const author = this.page.get('author');
    const isTheirs = !author || author === subject;
    // A visitor who signs in, or whose sign-in runs out, goes on with what they were writing; somebody else finds nothing of it.
    if (subject && !isTheirs) this.another(subject);
    else if (subject) this.page.set('author', subject);
    if (subject === this.subject) return false;
    // What waits was written by the visitor who has just signed in; by another person who was signed in, it was not.
    const carry = this.subject === '' && isTheirs;
    this.subject = subject;
    this.outbox.moveTo(this.keptFor(subject), carry);
    return true;
  }

  /** Another person sits here from now on: what is being written is not theirs to see, and to send. */
  private another(subject: string): void {
    this.page.set('author', subject || null);
    this.draft = '';
    this.edit?.('');
    this.files.clear();
    this.form.forget();
    this.asksNumber = false;
    this.say('');
  }

  private hasSession(session: WidgetSessionView, isOther: boolean): void {
    this.session = session;
    this.form.accepted();
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
    if (isNew) this.announce([message]);
    this.reading.mark();
    this.changed();
  }

  /** Of ours that are new: each to the page, and one sound for all of them. */
  private announce(messages: readonly WidgetMessageView[]): void {
    const ours = messages.filter(
      ({ direction, kind, delivery }) => direction === 'out' && kind === 'text' && delivery.state !== 'read',
    );
    const last = ours.at(-1);
    if (!last) return;
    this.typist.show(null);
    for (const { text, author, createdAt: at } of ours) this.onEvent('message', { text, from: author.name, at });
    if (this.reading.isLooking) return;
    if (!this.isMuted) this.sound.play();
    if (!this.isOpen) this.tell(this.words.newFrom(last.author.name));
  }

  private tell(news: string): void {
    this.news = news;
    this.newsCount += 1;
  }

  sent(message: WidgetMessageView): void {
    this.thread.put(message);
    this.outbox.drop(message.clientId);
    if (this.form.isTaken) this.form.forget();
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
    } else if (problem) this.link.say(problemLine(this.words, problem), !mendsItself(problem));
    else this.link.sayInAWhile(this.words.reconnecting);
    this.changed();
  }
}
