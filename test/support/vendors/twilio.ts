import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** A message that Twilio took over. `text` is its Body, `[media] address`, or its ContentSid. */
export interface TwilioSent {
  id: string;
  to: string;
  text: string;
  form: Record<string, string>;
}

/** As the conformance suite of the drawers knows them. */
type Mood = 'ok' | 'throttle' | 'refuse' | 'outage' | 'half' | 'nonsense' | 'silence';

interface Fault {
  status: number;
  code: number;
  message: string;
}

const faults = {
  signIn: { status: 401, code: 20003, message: 'Authenticate' },
  throttled: { status: 429, code: 20429, message: 'Too Many Requests' },
  noTo: { status: 400, code: 21604, message: "A 'To' phone number is required." },
  noFrom: { status: 400, code: 21603, message: "A 'From' phone number is required." },
  noBody: { status: 400, code: 21602, message: 'Message body is required.' },
  badTo: { status: 400, code: 21211, message: "Invalid 'To' Phone Number" },
  optedOut: { status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  tooLong: { status: 400, code: 21617, message: 'The concatenated message body exceeds the 1600 character limit.' },
  badContent: { status: 400, code: 21655, message: 'The ContentSid is Invalid' },
  window: { status: 400, code: 63016, message: 'Failed to send freeform message because you are outside the allowed window.' },
} satisfies Record<string, Fault>;

/** Twilio's Messages API on loopback, for one account, as twilio.com/docs describes it. */
export class FakeTwilio {
  readonly accountSid = 'AC00112233445566778899aabbccddeeff';
  readonly authToken = '0123456789abcdef0123456789abcdef';
  readonly apiKeySid = 'SK00112233445566778899aabbccddeeff';
  readonly apiKeySecret = 'an-api-key-secret-of-twilio-0001';
  url = '';

  readonly sent: TwilioSent[] = [];
  /** Numbers whose last word was STOP. */
  readonly optedOut = new Set<string>();
  /** `whatsapp:` addresses that last wrote more than 24 hours ago. */
  readonly silent = new Set<string>();
  readonly contents = new Set(['HX00112233445566778899aabbccddeeff']);
  readonly media = new Map<string, { body: Buffer; contentType: string }>();
  /** Who signed in for each call that was let in. */
  readonly users: string[] = [];
  /** Set where a store was called with the account's credentials, which Twilio's never should be. */
  leaked = false;

  private mood: Mood = 'ok';
  private readonly faults: Fault[] = [];
  private made = 0;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<FakeTwilio> {
    const fake = new FakeTwilio();
    await new Promise<void>((done) => fake.server.listen(0, '127.0.0.1', done));
    fake.url = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`;
    return fake;
  }

  stop(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    this.server.closeAllConnections();
    return closed;
  }

  behave(mood: Mood): void {
    this.mood = mood;
  }

  /** The next message is refused so. */
  refuse(status: number, code: number, message: string): void {
    this.faults.push({ status, code, message });
  }

  /** Keeps a file and gives its address, as in MediaUrl0. */
  hold(file: { body: Buffer; contentType: string }): string {
    const sid = `ME${(this.media.size + 1).toString(16).padStart(32, '0')}`;
    this.media.set(sid, file);
    return `${this.url}/2010-04-01/Accounts/${this.accountSid}/Messages/MM${'0'.repeat(32)}/Media/${sid}`;
  }

  /** A webhook call with the signature that Twilio's own library makes for this address. */
  call(address: string, fields: Record<string, string>): { headers: Record<string, string>; body: string } {
    return {
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': getExpectedTwilioSignature(this.authToken, address, fields),
        'i-twilio-idempotency-token': `idem-${encodeURIComponent(fields['MessageSid'] ?? '')}`,
      },
      body: new URLSearchParams(fields).toString(),
    };
  }

  /** The fields of a status callback about a message that left. */
  status(sent: TwilioSent, status: string, more: Record<string, string> = {}): Record<string, string> {
    const { To = '', From = '' } = sent.form;
    return {
      ...{ SmsSid: sent.id, SmsStatus: status, MessageStatus: status, To, From, MessageSid: sent.id },
      ...{ AccountSid: this.accountSid, ApiVersion: '2010-04-01', ...more },
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const path = request.url ?? '';
    if (path.startsWith('/store/')) return this.handOut(path.slice('/store/'.length), request, response);
    const user = this.userOf(request);
    if (!user) return fault(response, faults.signIn);
    this.users.push(user);
    const [, sid] = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\/MM\w+\/Media\/(ME\w+)$/.exec(path) ?? [];
    if (sid) return void response.writeHead(307, { location: `/store/${sid}` }).end();
    if (path !== `/2010-04-01/Accounts/${this.accountSid}/Messages.json` || request.method !== 'POST')
      return fault(response, { status: 404, code: 20404, message: `The requested resource ${path} was not found` });
    if (this.spoilt(response)) return;
    const form = Object.fromEntries(new URLSearchParams(body.toString()));
    const refused = this.faults.shift() ?? this.faultOf(form);
    return refused ? fault(response, refused) : this.take(form, response);
  }

  private userOf(request: IncomingMessage): string | undefined {
    const [user, password] = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    const passwords: Record<string, string> = { [this.accountSid]: this.authToken, [this.apiKeySid]: this.apiKeySecret };
    return user && passwords[user] === password ? user : undefined;
  }

  /** True where the mood decided the answer. */
  private spoilt(response: ServerResponse): boolean {
    switch (this.mood) {
      case 'ok':
        return false;
      case 'throttle':
        fault(response, faults.throttled, { 'retry-after': '7' });
        return true;
      case 'refuse':
        fault(response, faults.optedOut);
        return true;
      case 'outage':
        response.writeHead(503, { 'content-type': 'text/plain' }).end('Service Unavailable');
        return true;
      case 'nonsense':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome!</body></html>');
        return true;
      case 'half':
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"sid":"SM', () => response.destroy());
        return true;
      case 'silence':
        return true;
    }
  }

  private faultOf(form: Record<string, string>): Fault | undefined {
    const { To, From, MessagingServiceSid, Body, MediaUrl, ContentSid } = form;
    if (!To) return faults.noTo;
    if (!From && !MessagingServiceSid) return faults.noFrom;
    if (!/^(whatsapp:)?\+[1-9]\d{6,14}$/.test(To)) return faults.badTo;
    if (this.optedOut.has(To)) return faults.optedOut;
    if (ContentSid) return this.contents.has(ContentSid) ? undefined : faults.badContent;
    if (!Body && !MediaUrl) return faults.noBody;
    if ((Body?.length ?? 0) > 1600) return faults.tooLong;
    return this.silent.has(To) ? faults.window : undefined;
  }

  private take(form: Record<string, string>, response: ServerResponse): void {
    const id = `SM${(++this.made).toString(16).padStart(32, 'e')}`;
    const text = form['Body'] ?? (form['MediaUrl'] ? `[media] ${form['MediaUrl']}` : (form['ContentSid'] ?? ''));
    this.sent.push({ id, to: form['To']!, text, form });
    const body = { sid: id, status: 'queued', to: form['To'], from: form['From'] ?? null, error_code: null, error_message: null };
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private handOut(sid: string, request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization) this.leaked = true;
    const file = this.media.get(sid);
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file.contentType }).end(file.body);
  }
}

function fault(response: ServerResponse, { status, code, message }: Fault, headers: Record<string, string> = {}): void {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
