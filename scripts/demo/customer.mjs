import { createHmac } from 'node:crypto';
import nodemailer from 'nodemailer';
import { io } from 'socket.io-client';
import { connected } from './agent.mjs';
import { refused } from './rest.mjs';
import { DemoError, Inbox, within } from './wait.mjs';

const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const identitySecret = 'demo-web-identity-secret-0123456789';
export const supportAddress = 'support@demo.test';

/** A customer with a browser and a mail program. */
export class Customer {
  constructor(server, call, { name, run, known }) {
    this.server = server;
    this.rest = call;
    this.name = name;
    this.known = known;
    this.id = `${name.split(' ')[0].toLowerCase()}-${run}`;
    this.address = `${this.id}@shop-customer.test`;
    /** Of this story alone, as WhatsApp writes it: without the plus. */
    this.phone = `86138${String(Date.now()).slice(-8)}`;
    this.seen = new Inbox();
  }

  /** Opens the widget. A known customer brings the token her shop signed for her. */
  async openWidget() {
    const body = { inboxKey: 'demo-web', ...(this.known ? { identityToken: this.identityToken() } : {}) };
    this.session = await this.rest('POST', '/v1/widget/sessions', { body });
    this.socket = io(`${this.server.url}/widget`, {
      auth: { token: this.session.token },
      transports: ['websocket'],
      forceNew: true,
    });
    this.socket.on('message.created', (message, received) => {
      this.seen.put({ ...message, seenAt: performance.now() });
      received?.();
    });
    await within(10_000, 'the widget', connected(this.socket));
  }

  identityToken() {
    const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
    const iat = Math.floor(Date.now() / 1000);
    const proved = { email: this.address, email_verified: true, phone: `+${this.phone}`, phone_verified: true };
    const claims = { sub: this.id, ...proved, name: this.name, iat, exp: iat + 600 };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', identitySecret).update(signed).digest('base64url')}`;
  }

  /** Writes in the widget; the answer means that the message is kept. */
  async write(text) {
    const body = { clientId: crypto.randomUUID(), text };
    const answer = await within(15_000, 'the acknowledgement of a chat message', this.socket.emitWithAck('message.send', body));
    if (!answer.ok) throw refused('message.send', answer.problem);
    return { ...answer.message, ackedAt: performance.now() };
  }

  /** Presses "call" in the widget. @returns {Promise<object>} the call as the customer sees it */
  async call() {
    this.line = crypto.randomUUID();
    const answer = await within(15_000, 'the call', this.socket.emitWithAck('call.start', { line: this.line }));
    if (!answer.ok) throw refused('call.start', answer.problem);
    return answer.call;
  }

  async hangUp(callId) {
    const answer = await within(15_000, 'the end of the call', this.socket.emitWithAck('call.hangup', { callId }));
    if (!answer.ok) throw refused('call.hangup', answer.problem);
  }

  /** Sends a real mail, with a photo, to the support address. @returns {Promise<string>} its Message-ID, without angle brackets */
  async mail(subject, text) {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: this.server.smtpPort, ignoreTLS: true });
    try {
      const from = { name: this.name, address: this.address };
      const attachments = [{ filename: 'broken-cup.png', content: Buffer.from(photo, 'base64') }];
      const sent = await transport.sendMail({ from, to: supportAddress, subject, text, attachments });
      return sent.messageId.replace(/^<|>$/g, '');
    } catch (error) {
      throw new DemoError(`mail to port ${this.server.smtpPort} (SMTP_PORT): ${error.message}`);
    } finally {
      transport.close();
    }
  }

  close() {
    this.socket?.disconnect();
  }
}
