import type { Socket } from 'socket.io-client';
import type { Problem } from '../../src/contracts/errors.js';
import type { WidgetServerEvents, WidgetSync } from '../../src/contracts/sockets.js';
import type { WidgetConversationView, WidgetMessageView } from '../../src/contracts/views.js';
import type { WidgetSessionView } from '../../src/contracts/widget-schemas.js';
import { currentPage, pagesConsent } from './page.js';
import { Refusal, type Server } from './server.js';
import { Manager, WS } from './socket.js';
import type { Thread } from './thread.js';
import { subjectOf } from './who.js';

/** The answer of an acknowledged command; null where none came in time. */
export type Answer<T> = ({ ok: true } & T) | { ok: false; problem: Problem } | null;

/** The proof of who the customer is, or how to get a fresh one. */
export type IdentitySource = string | (() => string | null | Promise<string | null>);

export interface Listener {
  session(session: WidgetSessionView, isOther: boolean): void;
  conversation(view: WidgetConversationView | null): void;
  message(view: WidgetMessageView): void;
  /** What came while the connection was gone. */
  missed(messages: WidgetMessageView[]): void;
  typing(name: string | null, on: boolean): void;
  changed(): void;
  link(state: 'connecting' | 'online' | 'offline', problem?: Partial<Problem>): void;
  /** The identity token does not hold (any more). */
  identityRefused(problem: Partial<Problem>): void;
}

interface Ways {
  inbox: string;
  locale: string | null;
  visitorToken(): string | null;
  rememberVisitor(token: string | null): void;
  /** Who the identity token is about; empty: nobody who is known. */
  writes(subject: string): boolean;
  /** What the form before the chat was told, until the first message has gone. */
  preChat(): object | null;
  /** These of its fields are not taken. False where no form was sent. */
  formRefused(fields: readonly string[]): boolean;
}

const ACK_MS = 10_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];

/** Session and socket of one customer. Nothing is opened until `open` is called. */
export class Connection {
  token = '';
  identity: IdentitySource | null = null;
  private socket: Socket | null = null;
  private customerId: string | null = null;
  private attempts = 0;
  private wasOnline = false;
  private round = 0;
  private syncing = false;
  private syncAgain = false;
  private serverTime = { at: 0, read: 0 };
  private readonly wanted: [string, (body: never) => void][] = [];

  constructor(
    readonly server: Server,
    private readonly thread: Thread,
    private readonly ways: Ways,
    private readonly listener: Listener,
  ) {
    addEventListener('online', () => this.hurry());
  }

  get online(): boolean {
    return this.socket?.connected === true;
  }

  /** The server's time, as far as this page knows it: the device's clock may be wrong. */
  now(): number {
    const { at, read } = this.serverTime;
    return at > 0 ? at + performance.now() - read : Date.now();
  }

  /** Hears more of the socket, also of one that is yet to come. */
  on<T>(event: string, handler: (body: T) => void): void {
    this.wanted.push([event, handler as (body: never) => void]);
    this.socket?.on(event, handler as (body: unknown) => void);
  }

  /** Opens the session, or opens it anew: the visitor token says who this is, an identity token proves it. */
  async open(): Promise<void> {
    const round = ++this.round;
    this.listener.link('connecting');
    try {
      const identityToken = typeof this.identity === 'function' ? await this.identity() : this.identity;
      if (round !== this.round) return;
      if (this.ways.writes(subjectOf(identityToken))) {
        // Nothing that one person writes goes out over the session of another.
        this.socket?.disconnect();
        this.token = '';
      }
      const [visitorToken, preChat, pages] = [this.ways.visitorToken(), this.ways.preChat(), pagesConsent()];
      const session = await this.server.call<WidgetSessionView>('POST', '/v1/widget/sessions', {
        body: {
          inboxKey: this.ways.inbox,
          ...(visitorToken ? { visitorToken } : {}),
          ...(identityToken ? { identityToken } : {}),
          ...(this.ways.locale ? { locale: this.ways.locale } : {}),
          ...(preChat ? { preChat } : {}),
          ...(pages === null ? {} : { consent: { pages } }),
          page: currentPage(),
        },
      });
      if (round === this.round) this.begin(session);
    } catch (error) {
      if (round === this.round) this.failed(error instanceof Refusal ? error.problem : null);
    }
  }

  /** Ends what there is; `open` begins again. */
  close(): void {
    this.round += 1;
    this.socket?.disconnect();
    this.customerId = null;
    this.token = '';
  }

  /** Says something that needs no answer; without a connection it is not said at all. */
  tell(event: string, body: object): void {
    if (this.online) this.socket?.emit(event, body);
  }

  async ask<T = object>(event: string, body: object): Promise<Answer<T>> {
    if (!this.online) return null;
    return this.socket!.timeout(ACK_MS)
      .emitWithAck(event, body)
      .catch(() => null) as Promise<Answer<T>>;
  }

  /** A call of REST under the session; one that has run out is opened anew, and the call made once more. */
  async withSession<T>(call: (token: string) => Promise<T>): Promise<T> {
    try {
      return await call(this.token);
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem?.status !== 401) throw error;
      await this.open();
      return call(this.token);
    }
  }

  async sync(): Promise<void> {
    if (this.syncing) {
      this.syncAgain = true;
      return;
    }
    this.syncing = true;
    try {
      do {
        this.syncAgain = false;
        const { epoch, syncedSeq, syncedRev } = this.thread;
        const answer = await this.ask<WidgetSync>('sync', { epoch, afterSeq: syncedSeq, afterRev: syncedRev });
        if (!answer?.ok) return;
        const missed = this.thread.apply(answer);
        this.listener.conversation(answer.conversation);
        this.listener.changed();
        this.listener.missed(missed);
        // An answer that moves nothing on is not asked for again.
        if (answer.hasMore && !answer.reset && this.thread.syncedSeq > syncedSeq) this.syncAgain = true;
      } while (this.syncAgain && this.online);
    } finally {
      this.syncing = false;
    }
  }

  private begin(session: WidgetSessionView): void {
    this.ways.rememberVisitor(session.visitorToken);
    this.token = session.token;
    this.serverTime = { at: issuedAt(session.token), read: performance.now() };
    // Another person than before: what was on the screen is not theirs to see.
    const isOther = this.customerId !== null && this.customerId !== session.customer.id;
    if (isOther) this.thread.clear();
    this.customerId = session.customer.id;
    this.listener.session(session, isOther);
    this.listener.conversation(session.conversation);
    if (this.socket) this.socket.disconnect().connect();
    else this.connect();
  }

  private failed(problem: Partial<Problem> | null): void {
    const pointer = problem?.errors?.[0]?.pointer;
    if (problem?.code === 'token_invalid' && pointer === '/visitorToken') {
      // Of another server, or of one that was set up anew: begin afresh.
      this.ways.rememberVisitor(null);
      return void this.open();
    }
    const fields = (problem?.errors ?? []).flatMap(({ pointer: at }) => /^\/preChat\/(\w+)/.exec(at)?.[1] ?? []);
    // What was typed is asked for again; the chat itself goes on without it.
    if (fields.length > 0 && this.ways.formRefused(fields)) return void this.open();
    if (this.identity && (problem?.code === 'token_expired' || problem?.code === 'token_invalid')) {
      // The proof ran out, the visitor did not: go on as the visitor, and say so.
      this.identity = null;
      this.listener.identityRefused(problem);
      return this.later();
    }
    this.listener.link('offline', problem ?? undefined);
    if (mendsItself(problem)) this.later();
  }

  private later(): void {
    const wait = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)];
    const round = this.round;
    setTimeout(() => round === this.round && void this.open(), wait);
  }

  /** The network is back: whoever waits for the next attempt need not. */
  private hurry(): void {
    if (this.socket && this.token && !this.online) this.socket.connect();
    else if (!this.socket && this.round > 0) void this.open();
  }

  private connect(): void {
    const { base } = this.server;
    const manager = new Manager(base.origin, {
      path: `${base.pathname}socket.io`,
      transports: [WS],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    const socket: Socket = manager.socket('/widget', { auth: (give) => give({ token: this.token }) });
    this.socket = socket;
    for (const [event, handler] of this.wanted) socket.on(event, handler as (body: unknown) => void);
    socket.on('connect', () => void this.connected());
    socket.on('disconnect', (reason) => {
      if (reason === 'io client disconnect') return;
      this.listener.link('offline');
      // The server ended it: the token has run out or was taken back. socket.io does not come back by itself here.
      if (reason === 'io server disconnect') this.later();
    });
    socket.on('connect_error', (error: Error & { data?: Problem }) => {
      if (!error.data) void this.poll(socket);
      // `active` is false when the server refused the handshake, which only a new token can mend.
      const renewed = !socket.active;
      this.listener.link('offline', renewed ? undefined : error.data);
      if (renewed) this.later();
    });
    this.hear(socket as unknown as Socket<WidgetServerEvents>);
  }

  /** WebSockets never got through from here: perhaps something between does not let them, and plain requests do. */
  private async poll(socket: Socket): Promise<void> {
    if (this.wasOnline || !navigator.onLine) return;
    const { Polling } = await import('./polling.js').catch(() => ({ Polling: null }));
    if (Polling && !this.wasOnline) socket.io.opts.transports = [Polling, WS];
  }

  private hear(socket: Socket<WidgetServerEvents>): void {
    socket.on('message.created', (message, received) => {
      this.listener.message(message);
      // Said only now that it is on the device: this is what makes it "delivered".
      received?.();
    });
    socket.on('message.updated', (message) => this.listener.message(message));
    socket.on('conversation.updated', (view) => this.listener.conversation(view));
    socket.on('typing', ({ name, on }) => this.listener.typing(name, on));
    socket.on('tick', ({ head, epoch }) => {
      if (epoch !== this.thread.epoch || this.thread.isBehind(head)) void this.sync();
    });
  }

  private async connected(): Promise<void> {
    this.wasOnline = true;
    this.attempts = 0;
    this.pageSeen();
    // Messages missed come before those that waited here, as they did in time.
    await this.sync();
    if (this.online) this.listener.link('online');
  }

  /** Told only where the customer said yes. */
  pageSeen(): void {
    if (pagesConsent() === true) this.tell('page.viewed', currentPage());
  }
}

/** No answer, trouble over there, or too much at once: what holds up trying again. */
export const mendsItself = (problem: Partial<Problem> | null): boolean => {
  const status = problem?.status ?? 503;
  return status >= 500 || status === 429;
};

/** When the server made this token, by its own clock. */
function issuedAt(token: string): number {
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return Number((JSON.parse(atob(part)) as { iat: number }).iat) * 1000;
  } catch {
    return 0;
  }
}
