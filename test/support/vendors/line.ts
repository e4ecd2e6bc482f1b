import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mood } from '../../contract/drawers/drawer-case.js';

export interface LineSent {
  by: 'reply' | 'push';
  /** Of a push. */
  to?: string;
  message: Record<string, unknown>;
  id: string;
}

/** What the next call is answered with instead of its own answer; `half` breaks off, `silence` never answers. */
type Mishap = { status: number; body: object | string; headers?: Record<string, string> } | 'half' | 'silence';
interface Call {
  path: string;
  headers: IncomingMessage['headers'];
  json: Record<string, unknown>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const throttled: Mishap = { status: 429, body: { message: 'The API rate limit has been exceeded. Try again later.' } };
const moods: Readonly<Record<Mood, Mishap | undefined>> = {
  ok: undefined,
  throttle: throttled,
  refuse: { status: 400, body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" } },
  outage: { status: 500, body: { message: 'Internal error' } },
  half: 'half',
  nonsense: { status: 200, body: '<html><body>Welcome!</body></html>' },
  silence: 'silence',
};

/** Both hosts of the Messaging API on loopback, for one channel, as https://developers.line.biz describes them. */
export class FakeLine {
  readonly botUserId = `U${'b'.repeat(32)}`;
  readonly sent: LineSent[] = [];
  readonly loading: { chatId: string; loadingSeconds: number }[] = [];
  readonly calls: string[] = [];
  /** What customers' accounts tell of themselves. */
  readonly profiles = new Map<string, { displayName: string; language?: string }>();
  /** Files by message id; `ready` false is one that LINE still prepares. */
  readonly contents = new Map<string, { body: Buffer; contentType: string; ready: boolean }>();
  webhookUrl: string | undefined;
  url = '';

  private readonly replyTokens = new Set<string>();
  private readonly retryKeys = new Map<string, string>();
  private readonly mishaps: Mishap[] = [];
  private down: Mishap | undefined;
  /** The next send is taken, and its answer lost on the way. */
  private losing = false;
  private count = 0;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  private constructor(
    readonly channelSecret: string,
    readonly channelAccessToken: string,
  ) {}

  static async start({
    channelSecret = '0123456789abcdef0123456789abcdef',
    channelAccessToken = 'a-long-lived/channel+access+token=',
  } = {}): Promise<FakeLine> {
    const fake = new FakeLine(channelSecret, channelAccessToken);
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`;
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  next(...mishaps: Mishap[]): void {
    this.mishaps.push(...mishaps);
  }

  /** Every call is answered so, until told otherwise. */
  behave(mood: Mood): void {
    this.down = moods[mood];
  }

  loseTheNextAnswer(): void {
    this.losing = true;
  }

  throttle(): void {
    this.next(throttled);
  }

  endTheMonth(): void {
    this.next({ status: 429, body: { message: 'You have reached your monthly limit.' } });
  }

  replyToken(): string {
    const token = `reply${String(++this.count).padStart(27, '0')}`;
    this.replyTokens.add(token);
    return token;
  }

  /** As a minute after the event. */
  expireReplyTokens(): void {
    this.replyTokens.clear();
  }

  sign(body: string, secret = this.channelSecret): string {
    return createHmac('sha256', secret).update(body).digest('base64');
  }

  /** Calls the webhook as LINE does. */
  deliver(events: object[], { destination = this.botUserId, secret = this.channelSecret } = {}): Promise<Response> {
    if (!this.webhookUrl) throw new Error('the webhook URL was never set');
    const body = JSON.stringify({ destination, events });
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': this.sign(body, secret) };
    return fetch(this.webhookUrl, { method: 'POST', headers, body });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = await bodyOf(request);
    this.calls.push(path);
    const mishap = this.down ?? this.mishaps.shift();
    if (mishap) return happen(mishap, response);
    if (request.headers.authorization !== `Bearer ${this.channelAccessToken}`)
      return answerWith(response, 401, {
        message: 'Authentication failed. Confirm that the access token in the authorization header is valid.',
      });
    const [, messageId] = /^\/v2\/bot\/message\/([^/]+)\/content$/.exec(path) ?? [];
    if (messageId) return this.handOut(decodeURIComponent(messageId), response);
    const [, userId] = /^\/v2\/bot\/profile\/([^/]+)$/.exec(path) ?? [];
    if (userId) return this.tellProfile(decodeURIComponent(userId), response);
    let json: Record<string, unknown>;
    try {
      json = JSON.parse(body.toString()) as Record<string, unknown>;
    } catch {
      return answerWith(response, 400, { message: 'The request body could not be parsed as JSON (line: 1, column: 1)' });
    }
    this.run({ path, headers: request.headers, json }, response);
  }

  private run(call: Call, response: ServerResponse): void {
    switch (call.path) {
      case '/v2/bot/message/reply':
        return this.reply(call, response);
      case '/v2/bot/message/push':
        return this.push(call, response);
      case '/v2/bot/chat/loading/start':
        return this.startLoading(call, response);
      case '/v2/bot/channel/webhook/endpoint':
        this.webhookUrl = String(call.json['endpoint']);
        return answerWith(response, 200, {});
      default:
        return answerWith(response, 404, { message: 'Not found' });
    }
  }

  private reply({ json, headers }: Call, response: ServerResponse): void {
    if (headers['x-line-retry-key']) return answerWith(response, 400, { message: 'The retry key is not supported for this API' });
    const trouble = troubleWith(json['messages']);
    if (trouble) return answerWith(response, 400, trouble);
    const token = String(json['replyToken']);
    if (!this.replyTokens.delete(token)) return answerWith(response, 400, { message: 'Invalid reply token' });
    this.take('reply', json, response);
  }

  private push({ json, headers }: Call, response: ServerResponse): void {
    const key = headers['x-line-retry-key'];
    if (key !== undefined && !uuid.test(String(key)))
      return answerWith(response, 400, { message: 'The value of X-Line-Retry-Key is invalid' });
    const accepted = key === undefined ? undefined : this.retryKeys.get(String(key));
    if (accepted)
      return answerWith(
        response,
        409,
        { message: 'The retry key is already accepted', sentMessages: [{ id: accepted, quoteToken: `q-${accepted}` }] },
        { 'x-line-accepted-request-id': 'an-earlier-request' },
      );
    if (!/^[UCR][0-9a-f]{32}$/.test(String(json['to'])))
      return answerWith(response, 400, { message: "The property, 'to', in the request body is invalid (line: -, column: -)" });
    const trouble = troubleWith(json['messages']);
    if (trouble) return answerWith(response, 400, trouble);
    const id = this.take('push', json, response);
    if (key !== undefined) this.retryKeys.set(String(key), id);
  }

  private take(by: 'reply' | 'push', json: Record<string, unknown>, response: ServerResponse): string {
    const messages = json['messages'] as Record<string, unknown>[];
    const sentMessages = messages.map((message) => {
      const id = String(461_230_966_842_064_896n + BigInt(++this.count));
      this.sent.push({ by, id, message, ...(by === 'push' ? { to: String(json['to']) } : {}) });
      return { id, quoteToken: `q-${id}` };
    });
    if (this.losing) response.destroy();
    else answerWith(response, 200, { sentMessages }, { 'x-line-request-id': `request-${this.count}` });
    this.losing = false;
    return sentMessages[0]!.id;
  }

  private startLoading({ json }: Call, response: ServerResponse): void {
    const seconds = json['loadingSeconds'];
    if (typeof seconds !== 'number' || seconds % 5 !== 0 || seconds < 5 || seconds > 60)
      return answerWith(response, 400, { message: 'The property, loadingSeconds, in the request body is invalid' });
    this.loading.push({ chatId: String(json['chatId']), loadingSeconds: seconds });
    answerWith(response, 202, {});
  }

  private handOut(messageId: string, response: ServerResponse): void {
    const content = this.contents.get(messageId);
    if (!content) return answerWith(response, 404, { message: 'Not found' });
    if (!content.ready) return answerWith(response, 202, {});
    response.writeHead(200, { 'content-type': content.contentType }).end(content.body);
  }

  private tellProfile(userId: string, response: ServerResponse): void {
    const profile = this.profiles.get(userId);
    if (!profile) return answerWith(response, 404, { message: 'Not found' });
    answerWith(response, 200, { userId, ...profile });
  }
}

/** What LINE finds wrong with a list of message objects; undefined where it takes them. */
function troubleWith(messages: unknown): object | undefined {
  const list = Array.isArray(messages) ? (messages as Record<string, unknown>[]) : [];
  if (list.length < 1 || list.length > 5)
    return {
      message: 'The request body has 1 error(s)',
      details: [{ message: 'Size must be between 1 and 5', property: 'messages' }],
    };
  const details = list.flatMap((message, index) =>
    Object.entries(rulesFor(message)).flatMap(([property, wrong]) =>
      wrong ? [{ message: wrong, property: `messages[${index}].${property}` }] : [],
    ),
  );
  return details.length > 0 ? { message: `The request body has ${details.length} error(s)`, details } : undefined;
}

function rulesFor(message: Record<string, unknown>): Record<string, string | false> {
  const { text, originalContentUrl, previewImageUrl, duration } = message;
  const address = (value: unknown): string | false =>
    !/^https:\/\/\S{1,1992}$/.test(String(value)) && 'Must be a valid https URL';
  switch (message['type']) {
    case 'text': {
      const written = String(text ?? '');
      return { text: written === '' ? 'May not be empty' : written.length > 5000 && 'Length must be between 0 and 5000' };
    }
    case 'image':
    case 'video':
      return { originalContentUrl: address(originalContentUrl), previewImageUrl: address(previewImageUrl) };
    case 'audio':
      return { originalContentUrl: address(originalContentUrl), duration: !(Number(duration) > 0) && 'Must be greater than 0' };
    default:
      return { type: 'Must be one of the following values: [text, image, video, audio, …]' };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function happen(mishap: Mishap, response: ServerResponse): void {
  if (mishap === 'silence') return;
  if (mishap === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"sentMessages":[{"id":');
    return void setImmediate(() => response.destroy());
  }
  if (typeof mishap.body !== 'string') return answerWith(response, mishap.status, mishap.body, mishap.headers);
  response.writeHead(mishap.status, { 'content-type': 'text/html', ...mishap.headers }).end(mishap.body);
}

const answerWith = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
