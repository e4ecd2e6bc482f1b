import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that WeChat took over. `text` is its text, `[image] name` of a file, or the id of a template. */
export interface WechatSent {
  id: string;
  to: string;
  text: string;
  body: Record<string, unknown>;
}

export interface WechatFile {
  body: Buffer;
  contentType: string;
  name: string;
}

/** As the conformance suite of the drawers knows them. */
type Mood = 'ok' | 'throttle' | 'refuse' | 'outage' | 'half' | 'nonsense' | 'silence';

type Json = Record<string, unknown>;

const messages: Readonly<Record<number, string>> = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40003: 'invalid openid',
  40007: 'invalid media_id',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40037: 'invalid template_id',
  40125: 'invalid appsecret',
  40164: 'invalid ip 127.0.0.1, not in whitelist',
  41001: 'access_token missing',
  42001: 'access_token expired',
  43004: 'require subscribe',
  45002: 'content size out of limit',
  45011: 'api minute-quota reach limit  must slower  retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  48001: 'api unauthorized',
};

/** The Official Account API on loopback, for one account, as developers.weixin.qq.com describes it. */
export class FakeWechat {
  readonly appId = 'wx0123456789abcdef';
  readonly appSecret = '00112233445566778899aabbccddeeff';
  readonly token = 'pamtest42';
  readonly encodingAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
  url = '';

  readonly sent: WechatSent[] = [];
  readonly typing: string[] = [];
  /** Whether each call for a token asked for a new one. */
  readonly tokenCalls: boolean[] = [];
  /** What customers sent, by media id; a `video` is handed out by its address. */
  readonly media = new Map<string, WechatFile & { video?: boolean }>();
  readonly uploads = new Map<string, WechatFile & { type: string }>();
  /** What a customer is written to with, instead of being written to: 43004, 45015, 45047 … */
  readonly closed = new Map<string, number>();
  readonly templateIds = new Set(['ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY']);
  /** Milliseconds since 1970, for tokens. */
  now = (): number => Date.now();

  private mood: Mood = 'ok';
  private readonly errors: number[] = [];
  private live: { value: string; endsAt: number } | undefined;
  private readonly dead = new Set<string>();
  private made = 0;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<FakeWechat> {
    const fake = new FakeWechat();
    await new Promise<void>((done) => fake.server.listen(0, '127.0.0.1', done));
    fake.url = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`;
    return fake;
  }

  stop(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    this.server.closeAllConnections();
    return closed;
  }

  /** How calls that send something are answered from now on. */
  behave(mood: Mood): void {
    this.mood = mood;
  }

  /** Errors for the next calls that carry a token, one each. */
  fail(...errcodes: number[]): void {
    this.errors.push(...errcodes);
  }

  /** The token everybody holds is over (42001). */
  expireToken(): void {
    if (this.live) this.dead.add(this.live.value);
    this.live = undefined;
  }

  /** Query and body of a call to the webhook: unencrypted, or encrypted with the same in clear beside it where asked for. */
  call(
    xml: string,
    { at, mode = 'plain' }: { at: Date; mode?: 'plain' | 'compatible' | 'safe' },
  ): { query: string; body: string } {
    const [timestamp, nonce] = [String(Math.floor(at.getTime() / 1000)), randomBytes(5).toString('hex')];
    const query = new URLSearchParams({ signature: sha1(this.token, timestamp, nonce), timestamp, nonce });
    if (mode === 'plain') return { query: query.toString(), body: xml };
    const encrypted = this.encrypt(xml);
    query.set('encrypt_type', 'aes');
    query.set('msg_signature', sha1(this.token, timestamp, nonce, encrypted));
    const inside = mode === 'safe' ? '' : xml.replace(/^\s*<xml>|<\/xml>\s*$/g, '');
    return { query: query.toString(), body: `<xml>${inside}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>` };
  }

  private encrypt(xml: string): string {
    const [message, length] = [Buffer.from(xml), Buffer.alloc(4)];
    length.writeUInt32BE(message.length);
    const plain = Buffer.concat([randomBytes(16), length, message, Buffer.from(this.appId)]);
    const padding = 32 - (plain.length % 32);
    const key = Buffer.from(`${this.encodingAesKey}=`, 'base64');
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])), cipher.final()]).toString(
      'base64',
    );
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await bodyOf(request);
    const path = url.pathname;
    if (path.startsWith('/video/')) return this.handOut(decodeURIComponent(path.slice(7)), response);
    if (path === '/cgi-bin/stable_token') return this.giveToken(JSON.parse(body.toString()) as Json, response);
    const refused = this.tokenFault(url.searchParams.get('access_token'));
    if (refused) return fault(response, refused);
    if (path === '/cgi-bin/media/get') return this.giveMedia(url.searchParams.get('media_id') ?? '', response);
    if (path.startsWith('/cgi-bin/m') && this.spoilt(response)) return;
    const error = this.errors.shift();
    if (error !== undefined) return fault(response, error);
    if (path === '/cgi-bin/media/upload') return this.upload(request, body, url.searchParams.get('type') ?? '', response);
    const json = JSON.parse(body.toString()) as Json;
    if (path === '/cgi-bin/message/custom/send') return this.take(json, response);
    if (path === '/cgi-bin/message/template/send') return this.takeTemplate(json, body, response);
    if (path === '/cgi-bin/message/custom/typing') {
      this.typing.push(String(json['touser']));
      return ok(response);
    }
    response.writeHead(404).end();
  }

  private giveToken({ appid, secret, force_refresh: force }: Json, response: ServerResponse): void {
    this.tokenCalls.push(force === true);
    if (appid !== this.appId) return fault(response, 40013);
    if (secret !== this.appSecret) return fault(response, 40125);
    const error = this.errors.findIndex((one) => one === 40164);
    if (error >= 0) return fault(response, this.errors.splice(error, 1)[0]!);
    if (force === true) this.expireToken();
    // From five minutes before the end the next one is handed out.
    if (!this.live || this.live.endsAt - this.now() < 300_000)
      this.live = { value: `token-${++this.made}-${randomBytes(30).toString('hex')}`, endsAt: this.now() + 7_200_000 };
    const seconds = Math.floor((this.live.endsAt - this.now()) / 1000);
    json(response, { access_token: this.live.value, expires_in: seconds });
  }

  private tokenFault(given: string | null): number | undefined {
    if (!given) return 41001;
    if (this.dead.has(given)) return 42001;
    if (given !== this.live?.value) return 40001;
    return this.live.endsAt < this.now() ? 42001 : undefined;
  }

  /** True where the mood decided the answer. */
  private spoilt(response: ServerResponse): boolean {
    switch (this.mood) {
      case 'ok':
        return false;
      case 'throttle':
        fault(response, 45011);
        return true;
      case 'refuse':
        fault(response, 43004);
        return true;
      case 'outage':
        response.writeHead(503, { 'content-type': 'text/plain' }).end('Service Unavailable');
        return true;
      case 'nonsense':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome!</body></html>');
        return true;
      case 'half':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"errcode":0,"err', () => response.destroy());
        return true;
      case 'silence':
        return true;
    }
  }

  private take(body: Json, response: ServerResponse): void {
    const to = String(body['touser'] ?? '');
    if (!/^[\w-]{6,64}$/.test(to)) return fault(response, 40003);
    const closed = this.closed.get(to);
    if (closed !== undefined) return fault(response, closed);
    const kind = String(body['msgtype']);
    const content = (body[kind] ?? {}) as { content?: string; media_id?: string };
    if (kind === 'text' && Buffer.byteLength(content.content ?? '') > 2048) return fault(response, 45002);
    const file = this.uploads.get(content.media_id ?? '');
    if (kind !== 'text' && file?.type !== kind) return fault(response, 40007);
    this.sent.push({
      id: String(this.sent.length + 1),
      to,
      text: file ? `[${kind}] ${file.name}` : (content.content ?? ''),
      body,
    });
    return ok(response);
  }

  private takeTemplate(body: Json, raw: Buffer, response: ServerResponse): void {
    const to = String(body['touser'] ?? '');
    if (this.closed.get(to) === 43004) return fault(response, 43004);
    if (!this.templateIds.has(String(body['template_id']))) return fault(response, 40037);
    // Longer than a JavaScript number is exact, as WeChat's are: written by hand.
    const id = String(3_084_213_121_325_498_369n + BigInt(this.sent.length));
    this.sent.push({ id, to, text: String(body['template_id']), body: JSON.parse(raw.toString()) as Json });
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"errcode":0,"errmsg":"ok","msgid":${id}}`);
  }

  private async upload(request: IncomingMessage, body: Buffer, type: string, response: ServerResponse): Promise<void> {
    const contentType = request.headers['content-type'] ?? '';
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const file = form.get('media');
    if (!(file instanceof File)) return fault(response, 41005);
    const id = `up-${this.uploads.size + 1}`;
    this.uploads.set(id, { type, name: file.name, contentType: file.type, body: Buffer.from(await file.arrayBuffer()) });
    json(response, { type, media_id: id, created_at: Math.floor(this.now() / 1000) });
  }

  private giveMedia(id: string, response: ServerResponse): void {
    const file = this.media.get(id);
    if (!file) return fault(response, 40007);
    if (file.video) return json(response, { video_url: `${this.url}/video/${encodeURIComponent(id)}` });
    this.handOut(id, response);
  }

  private handOut(id: string, response: ServerResponse): void {
    const file = this.media.get(id);
    if (!file) return void response.writeHead(404).end();
    const headers = { 'content-type': file.contentType, 'content-disposition': `attachment; filename="${file.name}"` };
    response.writeHead(200, headers).end(file.body);
  }
}

const sha1 = (...parts: string[]): string => createHash('sha1').update(parts.sort().join('')).digest('hex');

const json = (response: ServerResponse, body: object): void =>
  void response.writeHead(200, { 'content-type': 'application/json; encoding=utf-8' }).end(JSON.stringify(body));

const ok = (response: ServerResponse): void => json(response, { errcode: 0, errmsg: 'ok' });

const fault = (response: ServerResponse, errcode: number): void =>
  json(response, { errcode, errmsg: `${messages[errcode] ?? 'unknown'} rid: 6a0f-1b2c` });

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
