import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { FakeMeta, type MetaChannel } from '../../../support/vendors/meta.js';
import { accountNumbers } from '../../../support/vendors/meta-calls.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

export interface ThreadRow {
  id: string;
  conversation_id: string;
  customer_id: string;
  direction: string;
  text: string;
  content: Record<string, unknown> | null;
  state: string;
  reason: string | null;
}

/** The whole application with one inbox of Meta's, Meta's own side, and somebody who answers. */
export interface MetaDesk {
  app: TestApp;
  meta: FakeMeta;
  inbox: { id: string; webhookUrl: string };
  /** Signed in anew where time has gone by. */
  readonly agent: Caller;
  /** Time goes by, for everybody. */
  later(ms: number): Promise<void>;
  /** A call of Meta's, signed; gives the status. */
  deliver(call: object): Promise<number>;
  /** Meta's question whether the address is ours. */
  challenge(token: string): Promise<{ status: number; type: string | null; text: string }>;
  /** The message that Meta calls by this id, once it fits. */
  message(externalId: string, fits?: (row: ThreadRow) => boolean): Promise<ThreadRow>;
  /** Our message, once it is in this state. */
  becomes(messageId: string, state: string): Promise<ThreadRow>;
  /** An attempt to send it was made and came to nothing. */
  tried(messageId: string): Promise<void>;
  /** An agent writes; gives the answer of the API. */
  write(conversationId: string, body: object): Promise<{ status: number; body: Record<string, unknown> & { id: string } }>;
  /** What an agent wrote, at Meta's. */
  sent(text: string): Promise<FakeMeta['sent'][number]>;
  stop(): Promise<void>;
}

const columns = `m.id, m.conversation_id, m.customer_id, m.direction, m.text, m.content,
  m.delivery_state AS state, m.delivery_reason AS reason`;

export async function openDesk(channel: MetaChannel, inbox: { settings?: object; templates?: object[] } = {}): Promise<MetaDesk> {
  const meta = await FakeMeta.start(channel);
  const app = await startApp({ env: { META_GRAPH_URL: meta.url } });
  const admin = await aSignedIn(app, 'admin', 'Ada');
  let agent = await aSignedIn(app, 'supervisor', 'Ana');
  const { settings, secrets } = meta.connection();
  const { status, body } = await admin.call<MetaDesk['inbox']>('/v1/inboxes', 'POST', {
    ...{ key: channel, name: channel, channel, provider: 'meta', queueId: await aQueue(app.db), secrets },
    settings: { ...settings, ...inbox.settings },
    ...(inbox.templates ? { templates: inbox.templates } : {}),
  });
  if (status !== 201) throw new Error(`the inbox was refused: ${JSON.stringify(body)}`);
  const address = `${app.url}/v1/inboxes/${body.id}/webhook`;
  const row = async (where: string, values: unknown[], fits: (row: ThreadRow) => boolean): Promise<ThreadRow> =>
    until(`a message with ${JSON.stringify(values)}`, async () => {
      const [found] = await app.db.query<ThreadRow>(`SELECT ${columns} FROM messages m WHERE ${where}`, values);
      return found && fits(found) ? found : undefined;
    });
  return {
    app,
    meta,
    inbox: body,
    get agent() {
      return agent;
    },
    async later(ms) {
      await app.moveClock(ms);
      await app.sweep();
      agent = await aSignedIn(app, 'supervisor', 'Ana');
    },
    deliver: async (call) => (await meta.deliver(address, call)).status,
    async challenge(token) {
      const asked = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' });
      const response = await fetch(`${address}?${asked.toString()}`);
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    },
    message: (externalId, fits = () => true) => row('m.external_id = $1', [externalId], fits),
    becomes: (messageId, state) => row('m.id = $1', [messageId], (found) => found.state === state),
    tried: (messageId) =>
      until('an attempt in vain', async () => {
        const rows = await app.db.query('SELECT 1 FROM outbound_sends WHERE message_id = $1 AND last_error IS NOT NULL', [
          messageId,
        ]);
        return rows.length > 0;
      }).then(() => undefined),
    write: (conversationId, said) =>
      agent.call(`/v1/conversations/${conversationId}/messages`, 'POST', { kind: 'reply', ...said }),
    sent: (text) => until(`"${text}" at Meta`, () => meta.sent.find((one) => one.text === text)),
    async stop() {
      await app.stop();
      await meta.stop();
    },
  };
}

export const { verifyToken } = accountNumbers.secrets;
