import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { DemoError, Inbox } from './wait.mjs';

const phoneNumberId = '106540352242922';
const keys = {
  appSecret: 'demo-app-secret-0123456789',
  accessToken: 'demo-access-token-0123456789',
  verifyToken: 'demo-verify-token',
};

/** Meta's side of WhatsApp, as far as one customer needs it: it delivers signed messages and takes what is sent to her. */
export class WhatsApp {
  constructor() {
    this.sent = new Inbox();
  }

  /** @returns {Promise<string>} the address for META_GRAPH_URL */
  async open() {
    this.server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const message = JSON.parse(Buffer.concat(chunks).toString() || '{}');
        if (message.type) this.sent.put(message);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ messaging_product: 'whatsapp', messages: [{ id: `wamid.${randomUUID()}` }] }));
      });
    });
    await new Promise((resolve, reject) => this.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Connects an inbox of its own for this story; closed again at the end. @param {import('./agent.mjs').Agent} admin */
  async connect(admin, run) {
    const { data } = await admin.get('/v1/queues');
    const inbox = await admin.post('/v1/inboxes', {
      key: `demo-whatsapp-${run}`,
      name: 'Demo WhatsApp',
      channel: 'whatsapp',
      provider: 'meta',
      queueId: data[0].id,
      settings: { phoneNumberId },
      secrets: keys,
    });
    this.inboxId = inbox.id;
    this.leave = () => admin.rest('DELETE', `/v1/inboxes/${inbox.id}`, { token: admin.token });
  }

  /** A message as Meta delivers it. */
  async deliver(url, { phone, name, text }) {
    const message = { from: phone, id: `wamid.${randomUUID()}`, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text' };
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
      contacts: [{ profile: { name }, wa_id: phone }],
      messages: [{ ...message, text: { body: text } }],
    };
    const entry = [{ id: '102290129340398', changes: [{ value, field: 'messages' }] }];
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
    const signature = createHmac('sha256', keys.appSecret).update(body).digest('hex');
    const answer = await fetch(`${url}/v1/inboxes/${this.inboxId}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body,
    });
    if (!answer.ok) throw new DemoError(`the webhook answered ${answer.status}: ${await answer.text()}`);
    return message.id;
  }

  close() {
    return this.server && new Promise((resolve) => this.server.close(resolve));
  }
}
