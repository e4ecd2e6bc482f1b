import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { SmtpDoor } from '../../../../src/channels/email/smtp-door.service.js';
import type { InboundDeliveryView, MessageView } from '../../../../src/contracts/views.js';
import type { InboundState } from '../../../../src/contracts/words.js';
import { SendMessage } from '../../../../src/conversations/send-message.service.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { startApp, type TestApp, type TestAppOptions } from '../../../support/app.js';
import { anInbox, aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';
import { openPostOffice, type PostOffice } from './post-office.js';
import { type SmtpTalk, talkSmtp } from './smtp-talk.js';

export interface MailApp {
  app: TestApp;
  post: PostOffice;
  inboxId: string;
  queueId: string;
  agentId: string;
  /** Delivers raw bytes by real SMTP; gives the server's last answer or throws its refusal. */
  deliver(raw: string | Buffer, envelope?: { from?: string; to?: string | string[] }): Promise<string>;
  talk(): Promise<SmtpTalk>;
  /** An HTTP call of a supervisor. */
  call: Caller['call'];
  /** The delivery of this Message-ID, once it has left the state `received`. */
  settled(externalId: string, state?: InboundState): Promise<InboundDeliveryView>;
  /** The message of this Message-ID, once it is in the thread. */
  arrived(externalId: string): Promise<MessageView>;
  /** An agent writes into a conversation; gives the id of the pending message. */
  reply(conversationId: string, text: string, kind?: 'reply' | 'system'): Promise<string>;
  message(id: string): Promise<MessageView & { external_id: string | null }>;
  count(table: string, where?: string): Promise<number>;
  stop(): Promise<void>;
}

export const support = 'support@demo.test';

/** The whole application with one mail inbox, and the mail server that its answers go to. */
export async function startMailApp(options: TestAppOptions & { withoutSmtpUrl?: boolean } = {}): Promise<MailApp> {
  const post = await openPostOffice();
  const env = {
    MAIL_MAX_BYTES: '100000',
    MAIL_AUTHSERV_ID: 'mx.demo.test',
    ...(options.withoutSmtpUrl ? {} : { SMTP_URL: post.url }),
    ...options.env,
  };
  const app = await startApp({ ...options, env });
  const queueId = await aQueue(app.db, { key: 'support' });
  const inboxId = await anInbox(app.db, { queueId, key: 'mail', channel: 'email', address: support });
  const { agentId, call } = await aSignedIn(app, 'supervisor');
  const port = (): number => app.get(SmtpDoor).port;
  return {
    app,
    post,
    inboxId,
    queueId,
    agentId,
    async deliver(raw, { from = 'mei@shop.test', to = support } = {}) {
      const transport = createTransport({ host: '127.0.0.1', port: port(), ignoreTLS: true });
      const { response } = await transport.sendMail({ raw, envelope: { from, to } }).finally(() => transport.close());
      return response;
    },
    talk: () => talkSmtp(port()),
    call,
    settled: (externalId, state) =>
      until(`the outcome of ${externalId}`, async () => {
        const { body } = await call<{ data: InboundDeliveryView[] }>('/v1/inbound?limit=100');
        return body.data.find((one) => one.externalId === externalId && (state ? one.state === state : one.state !== 'received'));
      }),
    arrived: (externalId) =>
      until(`the message ${externalId}`, async () => {
        const { body } = await call<{ data: MessageView[] }>(`/v1/messages?externalId=${encodeURIComponent(externalId)}`);
        return body.data[0];
      }),
    reply: (conversationId, text, kind = 'reply') =>
      app.db.transaction(async (tx) => {
        const actor = kind === 'reply' ? ({ type: 'agent', id: agentId } as const) : ({ type: 'system', id: null } as const);
        return (
          await app
            .get(SendMessage)
            .send({ tx, actor }, { conversationId, kind, text, clientId: kind === 'reply' ? newId() : null })
        ).messageId;
      }),
    async message(id) {
      const [row] = await app.db.query<{ conversation_id: string; external_id: string | null }>(
        'SELECT conversation_id, external_id FROM messages WHERE id = $1',
        [id],
      );
      const { body } = await call<{ data: MessageView[] }>(`/v1/conversations/${row!.conversation_id}/messages?limit=100`);
      return { ...body.data.find((one) => one.id === id)!, external_id: row!.external_id };
    },
    async count(table, where = 'true') {
      const [row] = await app.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`);
      return row!.n;
    },
    async stop() {
      await app.stop();
      await post.stop();
    },
  };
}

export interface Letter {
  id: string;
  from?: string;
  to?: string;
  subject?: string;
  text?: string;
  headers?: Record<string, string>;
}

/** A plain mail as bytes on the wire. */
export const letter = ({
  id,
  from = 'Mei Lin <mei@shop.test>',
  to = support,
  subject = 'Order A-20417',
  text = 'It is broken',
  headers = {},
}: Letter): string =>
  [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    'Date: Fri, 20 Nov 2026 10:00:00 +0800',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');

/** A mail of the corpus that the parser is tested with, byte for byte. */
export const payload = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../payloads/email', `${name}.eml`));
