import { io } from '/socket.io/socket.io.esm.min.js';
import { post, problemLine } from './api.js';
import { currentPage, pagesConsent, rememberVisitor, visitorToken } from './visitor.js';

/**
 * @typedef {import('../../src/contracts/views.js').WidgetConversationView} WidgetConversationView
 * @typedef {import('../../src/contracts/views.js').WidgetMessageView} WidgetMessageView
 * @typedef {{ conversation: (view: WidgetConversationView | null) => void, message: (view: WidgetMessageView) => void,
 *   typing: (body: { name: string | null, on: boolean }) => void, changed: () => void,
 *   link: (state: 'connecting' | 'online' | 'offline', line?: string) => void, refused: (line: string) => void, customer: (customer: any, isOther: boolean) => void, calls: (taken: boolean) => void }} Listener
 */

const INBOX = 'demo-web';
const ACK_MS = 10_000;
const SESSION_RETRY_MS = [1_000, 2_000, 5_000, 10_000];

/** Session and socket of one visitor. Nothing is opened until `open` is called. */
export class Connection {
  /** @param {import('./thread.js').Thread} thread @param {Listener} listener */
  constructor(thread, listener) {
    this.thread = thread;
    this.listener = listener;
    /** @type {any} */
    this.socket = null;
    /** @type {string | null} */
    this.identityToken = null;
    this.token = '';
    this.attempts = 0;
    this.round = 0;
    this.syncing = false;
    this.syncAgain = false;
    /** @type {string | null} */
    this.customerId = null;
    /** @type {[string, (body: any) => void][]} */
    this.wanted = [];
  }

  /** Hears more of the socket, also of one that is yet to come. @param {string} event @param {(body: any) => void} handler */
  on(event, handler) {
    this.wanted.push([event, handler]);
    this.socket?.on(event, handler);
  }

  get online() {
    return this.socket?.connected === true;
  }

  /**
   * Opens, or opens anew, the session: the visitor token says who this is, an identity token proves it.
   * @param {string | null} [identityToken]
   */
  async open(identityToken = this.identityToken) {
    const round = ++this.round;
    this.identityToken = identityToken;
    this.listener.link('connecting');
    try {
      const session = await post('/v1/widget/sessions', {
        inboxKey: INBOX,
        ...(visitorToken() ? { visitorToken: visitorToken() } : {}),
        ...(identityToken ? { identityToken } : {}),
        page: currentPage(),
        ...(pagesConsent() === null ? {} : { consent: { pages: pagesConsent() } }),
      });
      if (round !== this.round) return;
      this.begin(session);
    } catch (error) {
      if (round === this.round) this.sessionFailed(/** @type {any} */ (error));
    }
  }

  /** @param {any} session */
  begin(session) {
    rememberVisitor(session.visitorToken);
    this.token = session.token;
    // Another person than before: what was on the screen is not theirs to see.
    const isOther = this.customerId !== null && this.customerId !== session.customer?.id;
    if (isOther) this.thread.clear();
    this.customerId = session.customer?.id ?? null;
    this.listener.customer(session.customer ?? null, isOther);
    this.listener.conversation(session.conversation ?? null);
    this.listener.calls(session.inbox?.calls === true);
    if (this.socket) this.socket.disconnect().connect();
    else this.connect();
  }

  /** @param {import('./api.js').Refusal} error */
  sessionFailed(error) {
    const code = error.problem?.code;
    if (this.identityToken && (code === 'token_expired' || code === 'token_invalid')) {
      // The proof ran out, the visitor did not: go on as the visitor, and say so.
      this.identityToken = null;
      this.listener.refused(error.message.replace(/\.?$/, '. '));
      this.later();
      return;
    }
    this.listener.link('offline', error.problem ? error.message : undefined);
    const status = error.problem?.status ?? 503;
    if (status >= 500 || status === 429) this.later();
  }

  later() {
    const wait = SESSION_RETRY_MS[Math.min(this.attempts++, SESSION_RETRY_MS.length - 1)];
    const round = this.round;
    setTimeout(() => round === this.round && this.open(), wait);
  }

  connect() {
    this.socket = io('/widget', {
      auth: (give) => give({ token: this.token }),
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    for (const [event, handler] of this.wanted) this.socket.on(event, handler);
    this.socket.on('connect', () => this.connected());
    this.socket.on('disconnect', (/** @type {string} */ reason) => {
      if (reason === 'io client disconnect') return;
      this.listener.link('offline');
      // The server ended it: the token has run out or was taken back. socket.io does not come back by itself here.
      if (reason === 'io server disconnect') this.later();
    });
    this.socket.on('connect_error', (/** @type {any} */ error) => {
      this.listener.link('offline');
      // `active` is false when the server refused the handshake, which only a new token can mend.
      if (!this.socket.active) this.later();
      else if (error?.data?.code) this.listener.link('offline', problemLine(error.data));
    });
    this.socket.on(
      'message.created',
      (/** @type {WidgetMessageView} */ message, /** @type {(() => void) | undefined} */ received) => {
        this.listener.message(message);
        // Said only now that it is on the device: this is what makes it "delivered".
        received?.();
      },
    );
    this.socket.on('message.updated', (/** @type {WidgetMessageView} */ message) => this.listener.message(message));
    this.socket.on('conversation.updated', (/** @type {WidgetConversationView} */ view) => this.listener.conversation(view));
    this.socket.on('typing', (/** @type {any} */ body) => this.listener.typing(body));
    this.socket.on('tick', (/** @type {{ head: number, epoch: number }} */ { head, epoch }) => {
      if (epoch !== this.thread.epoch || this.thread.isBehind(head)) void this.sync();
    });
  }

  async connected() {
    this.attempts = 0;
    this.socket.emit('page.viewed', currentPage());
    // Messages missed come before those that waited here, as they did in time.
    await this.sync();
    if (this.online) this.listener.link('online');
  }

  async sync() {
    if (this.syncing) {
      this.syncAgain = true;
      return;
    }
    this.syncing = true;
    try {
      do {
        this.syncAgain = false;
        const { epoch, syncedSeq, syncedRev } = this.thread;
        const answer = await this.ask('sync', { epoch, afterSeq: syncedSeq, afterRev: syncedRev });
        if (!answer?.ok) return;
        this.thread.applySync(answer);
        this.listener.conversation(answer.conversation);
        this.listener.changed();
        // An answer that moves nothing on is not asked for again.
        if (answer.hasMore && !answer.reset && this.thread.syncedSeq > syncedSeq) this.syncAgain = true;
      } while (this.syncAgain && this.online);
    } finally {
      this.syncing = false;
    }
  }

  /**
   * @param {string} event @param {object} body
   * @returns {Promise<any>} the acknowledgement, or null when none came in time
   */
  async ask(event, body) {
    if (!this.online) return null;
    return this.socket
      .timeout(ACK_MS)
      .emitWithAck(event, body)
      .catch(() => null);
  }

  /** Says something that needs no answer; without a connection it is not said at all. @param {string} event @param {object} body */
  tell(event, body) {
    if (this.online) this.socket.emit(event, body);
  }
}
