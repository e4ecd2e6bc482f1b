import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mood } from '../../contract/drawers/drawer-case.js';

/** What left towards one chat, whatever method carried it. */
export interface TelegramSent {
  method: string;
  chatId: string;
  messageId: number;
  text?: string;
  file?: { field: string; name: string; contentType: string; body: Buffer };
  replyTo?: number;
}

interface HeldFile {
  path: string;
  body: Buffer;
  contentType: string;
  sizeBytes: number;
}

/** What the next call is answered with instead of its own answer; `half` breaks off, `silence` never answers. */
type Mishap = { status: number; body: object | string } | 'half' | 'silence';

const sends: Readonly<Record<string, string>> = {
  sendMessage: 'text',
  sendPhoto: 'photo',
  sendAnimation: 'animation',
  sendVideo: 'video',
  sendAudio: 'audio',
  sendVoice: 'voice',
  sendDocument: 'document',
};

const refusing = (code: number, description: string, parameters?: object): Mishap => ({
  status: code,
  body: { ok: false, error_code: code, description, parameters },
});
const moods: Readonly<Record<Mood, Mishap | undefined>> = {
  ok: undefined,
  throttle: refusing(429, 'Too Many Requests: retry after 30', { retry_after: 30 }),
  refuse: refusing(403, 'Forbidden: user is deactivated'),
  outage: { status: 502, body: '<html><body>Bad Gateway</body></html>' },
  half: 'half',
  nonsense: { status: 200, body: '<html><body>Welcome!</body></html>' },
  silence: 'silence',
};

/** The Bot API on loopback, for one bot, as https://core.telegram.org/bots/api describes it. */
export class FakeTelegram {
  readonly sent: TelegramSent[] = [];
  readonly typing: string[] = [];
  /** Chats whose customer has blocked the bot. */
  readonly blocked = new Set<string>();
  /** Chats whose customer never wrote to the bot. */
  readonly strangers = new Set<string>();
  webhook: { url: string; secretToken: string } | undefined;
  /** Every call, by its method, mishaps included. */
  readonly calls: string[] = [];
  url = '';

  private readonly files = new Map<string, HeldFile>();
  private readonly mishaps: Mishap[] = [];
  private down: Mishap | undefined;
  private nextMessage = 1000;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  private constructor(readonly botToken: string) {}

  static async start(botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw'): Promise<FakeTelegram> {
    const fake = new FakeTelegram(botToken);
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`;
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A file a customer sent, as getFile will know it. */
  hold(fileId: string, file: { body: Buffer; contentType: string; path: string; sizeBytes?: number }): void {
    this.files.set(fileId, { ...file, sizeBytes: file.sizeBytes ?? file.body.length });
  }

  /** What the next calls get, one each. */
  next(...mishaps: Mishap[]): void {
    this.mishaps.push(...mishaps);
  }

  throttle(seconds: number): void {
    this.next(refusing(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }));
  }

  /** Every call is answered so, until told otherwise. */
  behave(mood: Mood): void {
    this.down = moods[mood];
  }

  /** Calls the webhook as Telegram does, with the secret that setWebhook was told. */
  deliver(update: object, secretToken = this.webhook?.secretToken): Promise<Response> {
    if (!this.webhook) throw new Error('setWebhook was never called');
    const headers = {
      'content-type': 'application/json',
      ...(secretToken ? { 'x-telegram-bot-api-secret-token': secretToken } : {}),
    };
    return fetch(this.webhook.url, { method: 'POST', headers, body: JSON.stringify(update) });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const [, file, token, method = ''] = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(request.url ?? '') ?? [];
    this.calls.push(file ? 'file' : method);
    const mishap = this.down ?? this.mishaps.shift();
    if (mishap) return void happen(mishap, response);
    if (!/^\d+:[\w-]+$/.test(token ?? '')) return refuse(response, 404, 'Not Found');
    if (token !== this.botToken) return refuse(response, 401, 'Unauthorized');
    if (file) return this.handOut(method, response);
    const fields = await fieldsOf(request, body);
    return this.run(method, fields, response);
  }

  private run(method: string, fields: Map<string, unknown>, response: ServerResponse): void {
    if (method === 'getFile') return this.getFile(String(fields.get('file_id')), response);
    if (method === 'setWebhook') {
      this.webhook = { url: String(fields.get('url')), secretToken: String(fields.get('secret_token') ?? '') };
      return accept(response, true);
    }
    if (method !== 'sendChatAction' && !sends[method]) return refuse(response, 404, 'Not Found: method not found');
    const chatId = String(fields.get('chat_id') ?? '');
    if (chatId === '') return refuse(response, 400, 'Bad Request: chat_id is empty');
    if (this.strangers.has(chatId)) return refuse(response, 400, 'Bad Request: chat not found');
    if (this.blocked.has(chatId)) return refuse(response, 403, 'Forbidden: bot was blocked by the user');
    if (method === 'sendChatAction') {
      this.typing.push(chatId);
      return accept(response, true);
    }
    return this.take(method, chatId, fields, response);
  }

  private take(method: string, chatId: string, fields: Map<string, unknown>, response: ServerResponse): void {
    const field = sends[method]!;
    const content = fields.get(field);
    const sent: TelegramSent = { method, chatId, messageId: this.nextMessage };
    if (method === 'sendMessage') {
      if (typeof content !== 'string' || content.trim() === '')
        return refuse(response, 400, 'Bad Request: message text is empty');
      if (content.length > 4096) return refuse(response, 400, 'Bad Request: message is too long');
      sent.text = content;
    } else {
      if (!(content instanceof Upload)) return refuse(response, 400, `Bad Request: there is no ${field} in the request`);
      if (content.body.length > 50 * 1024 * 1024) return refuse(response, 413, 'Request Entity Too Large');
      if (field === 'photo' && content.body.length > 10 * 1024 * 1024)
        return refuse(response, 400, 'Bad Request: file is too big for a photo');
      sent.file = { field, name: content.name, contentType: content.contentType, body: content.body };
    }
    const reply = fields.get('reply_parameters') as { message_id?: number } | undefined;
    if (reply?.message_id) sent.replyTo = reply.message_id;
    this.nextMessage += 1;
    this.sent.push(sent);
    const chat = { id: Number(chatId), type: 'private', first_name: 'Customer' };
    return accept(response, { message_id: sent.messageId, date: 1_795_000_000, chat, text: sent.text });
  }

  private getFile(fileId: string, response: ServerResponse): void {
    const held = this.files.get(fileId);
    if (!held) return refuse(response, 400, 'Bad Request: invalid file_id');
    if (held.sizeBytes > 20 * 1024 * 1024) return refuse(response, 400, 'Bad Request: file is too big');
    return accept(response, { file_id: fileId, file_unique_id: `u${fileId}`, file_size: held.sizeBytes, file_path: held.path });
  }

  private handOut(path: string, response: ServerResponse): void {
    const held = [...this.files.values()].find((one) => one.path === decodeURIComponent(path));
    if (!held) return refuse(response, 404, 'Not Found');
    response.writeHead(200, { 'content-type': held.contentType }).end(held.body);
  }
}

class Upload {
  constructor(
    readonly name: string,
    readonly contentType: string,
    readonly body: Buffer,
  ) {}
}

async function fieldsOf(request: IncomingMessage, body: Buffer): Promise<Map<string, unknown>> {
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/json'))
    return new Map(Object.entries(JSON.parse(body.toString()) as Record<string, unknown>));
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const fields = new Map<string, unknown>();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, name === 'reply_parameters' ? (JSON.parse(value) as unknown) : value);
    else fields.set(name, new Upload(value.name, value.type, Buffer.from(await value.arrayBuffer())));
  }
  return fields;
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
    response.write('{"ok":true,"result":{"message_id":');
    return void setImmediate(() => response.destroy());
  }
  const text = typeof mishap.body === 'string';
  response.writeHead(mishap.status, { 'content-type': text ? 'text/html' : 'application/json' });
  response.end(text ? (mishap.body as string) : JSON.stringify(mishap.body));
}

const accept = (response: ServerResponse, result: unknown): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, result }));

const refuse = (response: ServerResponse, status: number, description: string): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ok: false, error_code: status, description }));
