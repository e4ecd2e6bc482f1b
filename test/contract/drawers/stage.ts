import { DrawerShelf } from '../../../src/channels/drawers/drawer-shelf.js';
import type { InboundDeliveryView, MessageView } from '../../../src/contracts/views.js';
import { Clock } from '../../../src/platform/clock/clock.js';
import { type Caller, aSignedIn } from '../../integration/channels/deliveries/signed-in.js';
import { startApp, type TestApp } from '../../support/app.js';
import { aQueue } from '../../support/builders.js';
import { until } from '../../support/until.js';
import type { DrawerCase, FakeVendor, SignedCall, Utterance } from './drawer-case.js';

export const vendorTimeoutMs = 400;

/** The whole application with one inbox of the drawer under test, the vendor's stand-in, and somebody who answers. */
export class Stage {
  private count = 0;
  private readonly run = Math.floor(performance.now()).toString(36);

  private constructor(
    readonly of: DrawerCase,
    readonly app: TestApp,
    readonly fake: FakeVendor,
    readonly inbox: { id: string; key: string; webhookUrl: string; secrets: string[]; settings: Record<string, unknown> },
    private supervisor: Caller,
  ) {}

  static async set(of: DrawerCase): Promise<Stage> {
    const fake = await of.startFake();
    const env = { VENDOR_TIMEOUT_MS: String(vendorTimeoutMs), ...of.environment(fake) };
    const app = await startApp({ env }).catch(async (error: unknown) => {
      await fake.stop();
      throw error;
    });
    const { channel, provider } = of.drawer;
    const shelf = app.get(DrawerShelf);
    if (!shelf.providersOf(channel).includes(provider)) shelf.add(of.drawer);
    const queueId = await aQueue(app.db);
    const admin = await aSignedIn(app, 'admin');
    const { status, body } = await admin.call<Stage['inbox']>('/v1/inboxes', 'POST', {
      ...{ key: 'under-test', name: 'Under test', channel, provider, queueId, settings: of.settings, secrets: of.secrets },
    });
    if (status !== 201) throw new Error(`the inbox was refused: ${JSON.stringify(body)}`);
    return new Stage(of, app, fake, body, await aSignedIn(app, 'supervisor'));
  }

  async strike(): Promise<void> {
    await this.app.stop();
    await this.fake.stop();
  }

  /** Something new from one of the case's customers. */
  utterance(customer: number, text: string): Utterance {
    const n = ++this.count;
    return { from: this.of.customers[customer]!, id: this.idOf(n), text, sentAt: new Date(this.now().getTime() - 1_000) };
  }

  /** Numbers with a prefix of digits, which every vendor's ids allow. */
  private idOf(n: number): string {
    return String(7_000_000 + n);
  }

  now(): Date {
    return this.app.get(Clock).date();
  }

  signed(body: string | Buffer): SignedCall {
    return this.of.sign(body, { url: this.inbox.webhookUrl, now: this.now() });
  }

  saying(...utterances: Utterance[]): SignedCall {
    return this.signed(this.of.bodyOf(utterances));
  }

  /** What the vendor hears. */
  async post({ headers, body, query }: SignedCall, inbox = this.inbox.id): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.app.url}/v1/inboxes/${inbox}/webhook${query ? `?${query}` : ''}`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Delivered and taken in. */
  async deliver(...utterances: Utterance[]): Promise<void> {
    for (let at = 0; at < utterances.length; at += this.of.maxBatch) {
      const { status, text } = await this.post(this.saying(...utterances.slice(at, at + this.of.maxBatch)));
      if (status >= 300) throw new Error(`${status}: ${text}`);
    }
  }

  async texts(): Promise<{ text: string; direction: string; customer_id: string; state: string; id: string }[]> {
    return this.app.db.query(
      `SELECT id, text, direction, customer_id, delivery_state AS state FROM messages WHERE kind = 'text' ORDER BY customer_id, seq`,
    );
  }

  /** Texts of one customer in the order of their thread. */
  async thread(customerId: string, direction = 'in'): Promise<string[]> {
    return (await this.texts())
      .filter((one) => one.customer_id === customerId && one.direction === direction)
      .map((one) => one.text);
  }

  async recorded(text: string): Promise<{ id: string; customer_id: string; conversation_id: string; state: string }> {
    return until(`the message "${text.slice(0, 40)}" in the thread`, async () => {
      const rows = await this.app.db.query<{ id: string; customer_id: string; conversation_id: string; state: string }>(
        `SELECT id, customer_id, conversation_id, delivery_state AS state FROM messages WHERE text = $1`,
        [text],
      );
      return rows[0];
    });
  }

  /** Nothing that was stored waits for translation. */
  async translated(): Promise<void> {
    await until('every delivery with its outcome', async () => {
      const rows = await this.app.db.query(`SELECT 1 FROM inbound_deliveries WHERE state = 'received' LIMIT 1`);
      return rows.length === 0;
    });
  }

  deliveries(): Promise<{ id: string; external_id: string; state: InboundDeliveryView['state']; detail: string | null }[]> {
    return this.app.db.query('SELECT id, external_id, state, detail FROM inbound_deliveries ORDER BY id');
  }

  /** As somebody who may answer; signed in anew where the clock has left the last session behind. */
  async call<T = Record<string, unknown>>(path: string, method = 'GET', body?: object): Promise<{ status: number; body: T }> {
    const answer = await this.supervisor.call<T>(path, method, body);
    if (answer.status !== 401) return answer;
    this.supervisor = await aSignedIn(this.app, 'supervisor');
    return this.supervisor.call<T>(path, method, body);
  }

  async reply(conversationId: string, text: string): Promise<MessageView> {
    const { status, body } = await this.call<MessageView>(`/v1/conversations/${conversationId}/messages`, 'POST', {
      kind: 'reply',
      text,
    });
    if (status >= 300) throw new Error(`the reply was refused: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** A customer who has just written, so that every reply window is open. */
  async open(customer: number, text: string): Promise<{ conversationId: string; customerId: string }> {
    const said = this.utterance(customer, text);
    await this.deliver(said);
    const { conversation_id: conversationId, customer_id: customerId } = await this.recorded(text);
    return { conversationId, customerId };
  }

  state(messageId: string): Promise<{ state: string; reason: string | null; attempts: number; uncounted: number }> {
    return this.app.db
      .query<{ state: string; reason: string | null; attempts: number; uncounted: number }>(
        `SELECT m.delivery_state AS state, m.delivery_reason AS reason, s.attempts, s.uncounted
         FROM messages m JOIN outbound_sends s ON s.message_id = m.id WHERE m.id = $1`,
        [messageId],
      )
      .then(([row]) => row!);
  }

  becomes(messageId: string, state: string): Promise<{ state: string; reason: string | null; attempts: number }> {
    return until(`the state ${state}`, async () => {
      const now = await this.state(messageId);
      return now.state === state ? now : undefined;
    });
  }

  /** An attempt was made and its outcome is written. */
  async tried(messageId: string, attempts: number): Promise<void> {
    await until(`attempt ${attempts}`, async () => {
      const [row] = await this.app.db.query<{ attempts: number; last_error: string | null; state: string }>(
        'SELECT attempts, last_error, state FROM outbound_sends WHERE message_id = $1',
        [messageId],
      );
      return row!.attempts >= attempts && row!.last_error !== null;
    });
  }

  /** Time goes by in steps, and the sweep finds what is due in each. */
  async pass(ms: number, stepMs = ms): Promise<void> {
    for (let gone = 0; gone < ms; gone += stepMs) {
      await this.app.moveClock(stepMs);
      await this.app.sweep();
    }
  }

  /** Texts that reached one customer, oldest first. */
  arrived(customer: number): string[] {
    const { customers, addressOf = (one: string) => one } = this.of;
    const to = addressOf(customers[customer]!);
    return this.fake.sent.filter((one) => one.to === to).map((one) => one.text);
  }
}
