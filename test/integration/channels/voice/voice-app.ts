import type { CallView } from '../../../../src/contracts/calls.js';
import type { ConversationView, MessageView } from '../../../../src/contracts/views.js';
import { Secrets } from '../../../../src/platform/secrets/secrets.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { anInbox, aQueue } from '../../../support/builders.js';
import { testSecret } from '../../../support/test-secret.js';
import { until } from '../../../support/until.js';
import { FakeTwilioVoice, type VendorCall } from '../../../support/vendors/twilio-voice.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

export const publicUrl = 'https://calls.example.test';
export const ourNumber = '+4930555000';

export interface Colleague extends Caller {
  id: string;
  phone: string;
  /** Says yes to what is offered, whichever conversation it is. */
  accepts(conversationId?: string): Promise<ConversationView>;
}

/** The application beside a telephone vendor: a queue, an inbox on it, and whoever works there. */
export class VoiceWorld {
  private count = 0;

  private constructor(
    readonly app: TestApp,
    readonly vendor: FakeTwilioVoice,
    readonly queueId: string,
    readonly inboxId: string,
  ) {}

  static async start(settings: object = {}, also: Record<string, string> = {}): Promise<VoiceWorld> {
    const vendor = new FakeTwilioVoice();
    await vendor.start();
    const env = { PUBLIC_URL: publicUrl, TWILIO_API_URL: vendor.url, VENDOR_TIMEOUT_MS: '500', ...also };
    const app = await startApp({ env });
    vendor.pointAt(publicUrl, app.url);
    const queueId = await aQueue(app.db);
    const inboxId = await anInbox(app.db, { queueId, channel: 'voice' });
    const world = new VoiceWorld(app, vendor, queueId, inboxId);
    await world.set(settings);
    return world;
  }

  async stop(): Promise<void> {
    await this.vendor.stop();
    await this.app.stop();
  }

  async set(settings: object): Promise<void> {
    const sealed = new Secrets(testSecret).seal(JSON.stringify({ authToken: this.vendor.authToken }));
    const all = { accountSid: this.vendor.accountSid, number: ourNumber, ...settings };
    await this.app.db.run(
      `UPDATE inboxes SET provider = 'twilio', settings = $2, connection_sealed = $3, version = version + 1 WHERE id = $1`,
      [this.inboxId, all, sealed],
    );
    // What was read of the inbox is kept for two seconds.
    await this.app.moveClock(3_000);
  }

  hook(what = ''): string {
    return `${publicUrl}/v1/inboxes/${this.inboxId}/voice${what}`;
  }

  /** A customer calls. Each has a number of their own unless told. */
  async rings(from = `+49151000${String(++this.count).padStart(4, '0')}`): Promise<VendorCall> {
    return this.vendor.incoming(from, ourNumber, { url: this.hook(), statusCallback: this.hook('/status') });
  }

  async agent(role: 'agent' | 'supervisor' = 'agent', state: 'available' | 'away' = 'available'): Promise<Colleague> {
    const { app } = this;
    const signedIn = await aSignedIn(app, role);
    const id = signedIn.agentId;
    const phone = `+49301${String(++this.count).padStart(6, '0')}`;
    await app.db.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [this.queueId, id]);
    await app.db.run('INSERT INTO agent_phones (agent_id, address) VALUES ($1, $2)', [id, phone]);
    if (role === 'agent') await signedIn.call('/v1/me/presence', 'PUT', { state });
    const accepts = async (conversationId?: string): Promise<ConversationView> => {
      const offer = await until('an offer', async () => {
        const { body } = await signedIn.call<{ data: { id: string; conversationId: string }[] }>('/v1/me/offers', 'GET');
        return body.data.find((one) => !conversationId || one.conversationId === conversationId);
      });
      const { status, body } = await signedIn.call<ConversationView>(`/v1/offers/${offer.id}/accept`, 'POST', {});
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body;
    };
    return { ...signedIn, id, phone, accepts };
  }

  /** The call of this line, as the database has it. */
  async call(line: VendorCall): Promise<CallRecord> {
    const [call] = await this.app.db.query<CallRecord>(
      `SELECT c.id, c.state, c.outcome, c.conversation_id, c.agent_id, c.recording, c.queued_at FROM calls c WHERE c.external_id = $1`,
      [line.sid],
    );
    if (!call) throw new Error('no call');
    return call;
  }

  async becomes(line: VendorCall, state: CallView['state']): Promise<CallRecord> {
    return until(`the call is ${state}`, async () => {
      const call = await this.call(line);
      return call.state === state && call;
    });
  }

  thread(conversationId: string): Promise<Pick<MessageView, 'text' | 'kind' | 'direction' | 'content' | 'attachments'>[]> {
    return this.app.db.query(
      'SELECT text, kind, direction, content, attachments FROM messages WHERE conversation_id = $1 ORDER BY seq',
      [conversationId],
    );
  }

  async conversation(id: string): Promise<{
    status: string;
    outcome: string | null;
    assignee_id: string | null;
    queue_id: string;
    waiting_since: Date | null;
    priority: number;
  }> {
    const [row] = await this.app.db.query<never>(
      'SELECT status, outcome, assignee_id, queue_id, waiting_since, priority FROM conversations WHERE id = $1',
      [id],
    );
    return row!;
  }

  async events(callId: string): Promise<string[]> {
    const rows = await this.app.db.query<{ type: string }>('SELECT type FROM call_events WHERE call_id = $1 ORDER BY at, id', [
      callId,
    ]);
    return rows.map(({ type }) => type);
  }

  /** A caller is brought to an agent, and both talk. */
  async talk(agent: Colleague, line?: VendorCall): Promise<{ line: VendorCall; leg: VendorCall; call: CallRecord }> {
    const caller = line ?? (await this.rings());
    const { conversation_id: conversationId } = await this.becomesOneOf(caller, ['queued', 'ringing']);
    await agent.accepts(conversationId);
    const leg = await this.vendor.ringing(agent.phone);
    await leg.answer();
    await caller.waiting('Conference');
    await this.vendor.quiet();
    return { line: caller, leg, call: await this.becomes(caller, 'talking') };
  }

  becomesOneOf(line: VendorCall, states: string[]): Promise<CallRecord> {
    return until(`the call is one of ${states.join()}`, async () => {
      const call = await this.call(line);
      return states.includes(call.state) && call;
    });
  }
}

export interface CallRecord {
  id: string;
  state: CallView['state'];
  outcome: string | null;
  conversation_id: string;
  agent_id: string | null;
  recording: string;
  queued_at: Date | null;
}
