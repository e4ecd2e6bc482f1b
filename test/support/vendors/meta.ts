import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountNumbers } from './meta-calls.js';

type Fields = Record<string, unknown>;

/** A message that Meta took over. */
export interface MetaSent {
  /** The id it was answered with. */
  id: string;
  /** The phone number or page it left by. */
  from: string;
  to: string;
  /** Its text, or its template's name; '' for a file. */
  text: string;
  /** As the API was given it. */
  body: Fields;
  /** What came with it, or was fetched or uploaded for it. */
  file?: MetaFile;
}

export interface MetaFile {
  name?: string;
  contentType: string;
  body: Buffer;
}

/**
 * What becomes of the next call instead of its own answer. `half` breaks off in the middle, `drop` before the first byte,
 * `silence` never answers; `taken` takes the message over and breaks off then.
 */
export type MetaMishap =
  { status: number; body?: object | string; headers?: Record<string, string> } | 'half' | 'drop' | 'silence' | 'taken';

export type MetaChannel = 'whatsapp' | 'messenger' | 'instagram';

/** As the conformance suite of the drawers knows them. */
export type MetaMood = 'ok' | 'throttle' | 'refuse' | 'outage' | 'half' | 'nonsense' | 'silence';

/** How long ago a customer was last heard, as Meta's windows see it, or that they are gone. */
export type MetaCustomer = 'open' | 'after-a-day' | 'after-a-week' | 'gone' | 'not-on-whatsapp';

interface GraphFault {
  status: number;
  code: number;
  subcode?: number;
  message: string;
  details?: string;
}

const faults = {
  token: { status: 401, code: 190, message: 'Error validating access token: Session has expired' },
  unknownPath: { status: 400, code: 100, subcode: 33, message: 'Unsupported request. Object does not exist' },
  parameter: { status: 400, code: 100, message: 'Invalid parameter' },
  whatsappWindow: {
    status: 400,
    code: 131047,
    message: '(#131047) Re-engagement message',
    details: 'More than 24 hours have passed since the customer last replied to this number.',
  },
  notOnWhatsapp: { status: 400, code: 131026, message: '(#131026) Message undeliverable' },
  whatsappThrottle: { status: 400, code: 130429, message: '(#130429) Rate limit hit' },
  whatsappMedia: { status: 400, code: 131053, message: '(#131053) Media upload error' },
  pageWindow: { status: 400, code: 10, subcode: 2018278, message: '(#10) This message is sent outside of allowed window.' },
  gone: { status: 400, code: 551, subcode: 1545041, message: "(#551) This person isn't available right now." },
  pageThrottle: { status: 400, code: 613, message: '(#613) Calls to this api have exceeded the rate limit.' },
  attachment: { status: 400, code: 100, subcode: 2018007, message: '(#100) Upload attachment failure.' },
  text: { status: 400, code: 100, subcode: 2018276, message: '(#100) Length of param message[text] must be less than the limit' },
} satisfies Record<string, GraphFault>;

const hourMs = 3_600_000;

const sorry: MetaMishap = { status: 503, body: '<html><body>Sorry, something went wrong.</body></html>' };
const spoilt: Partial<Record<MetaMood, MetaMishap>> = {
  outage: sorry,
  half: 'half',
  nonsense: { status: 200, body: '<html><body>Welcome!</body></html>' },
  silence: 'silence',
};

/** The Graph API on loopback, for one WhatsApp number, or one page, or its Instagram account, as Meta documents it. */
export class FakeMeta {
  readonly phoneNumberId = accountNumbers.phoneNumberId;
  readonly pageId = accountNumbers.pageId;
  accessToken = accountNumbers.secrets.accessToken;

  readonly sent: MetaSent[] = [];
  /** Ids of customers, or of messages on WhatsApp, that a sign of writing was shown beside. */
  readonly typing: string[] = [];
  /** Every call, mishaps included: method and path. */
  readonly calls: string[] = [];
  /** Customers not named here were heard just now. */
  readonly customers = new Map<string, MetaCustomer>();
  /** Templates that were approved: `name language`. */
  readonly templates = new Set<string>();
  url = '';

  private readonly files = new Map<string, MetaFile>();
  private readonly addresses = new Map<string, { file: string; until: number }>();
  private readonly mishaps: MetaMishap[] = [];
  private down: MetaMishap | undefined;
  private nowMs = 0;
  private count = 0;
  private mood: MetaMood = 'ok';
  private readonly server = createServer((request, response) => void this.answer(request, response));

  private constructor(readonly channel: MetaChannel) {}

  static async start(channel: MetaChannel): Promise<FakeMeta> {
    const fake = new FakeMeta(channel);
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.url = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}/v23.0`;
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** What an inbox is told about this account. */
  connection(): { settings: Record<string, unknown>; secrets: Record<string, string> } {
    return { settings: accountNumbers.settings[this.channel], secrets: accountNumbers.secrets };
  }

  /** The headers that Meta would send this body with. */
  signed(body: string | Buffer, appSecret = accountNumbers.appSecret): Record<string, string> {
    const signature = createHmac('sha256', appSecret).update(body).digest('hex');
    return { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
  }

  /** Calls a webhook as Meta does. */
  deliver(address: string, call: object): Promise<Response> {
    const body = JSON.stringify(call);
    return fetch(address, { method: 'POST', headers: this.signed(body), body });
  }

  /** A file that a customer sent on WhatsApp; gives its media id. */
  holdMedia(file: MetaFile): string {
    const id = String(1_479_537_139_650_000 + (this.count += 1));
    this.files.set(id, file);
    return id;
  }

  /** A file on Meta's content network, for a page's customer; gives its address. */
  holdFile(file: MetaFile): string {
    return this.addressOf(this.holdMedia(file), Infinity);
  }

  forget(mediaId: string): void {
    this.files.delete(mediaId);
  }

  /** Addresses of files live for five minutes of this clock. */
  moveClock(ms: number): void {
    this.nowMs += ms;
  }

  /** What the next calls get, one each. */
  next(...mishaps: MetaMishap[]): void {
    this.mishaps.push(...mishaps);
  }

  /** The documented refusal of a sender who is too fast. */
  throttle(): void {
    this.next({ status: this.tooFast.status, body: errorOf(this.tooFast) });
  }

  /** Every call gets this, until `behave('ok')`. */
  fail(mishap: MetaMishap): void {
    this.down = mishap;
  }

  behave(mood: MetaMood): void {
    this.mood = mood;
    this.down = spoilt[mood];
  }

  private get tooFast(): GraphFault {
    return this.channel === 'whatsapp' ? faults.whatsappThrottle : faults.pageThrottle;
  }

  /** What the mood, or the customer, makes of a message before it is looked at. */
  private moodRefuses(to: string): GraphFault | undefined {
    if (this.mood === 'throttle') return this.tooFast;
    const customer = this.customers.get(to);
    if (this.mood !== 'refuse' && customer !== 'gone' && customer !== 'not-on-whatsapp') return undefined;
    return this.channel === 'whatsapp' ? faults.notOnWhatsapp : faults.gone;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    this.calls.push(`${request.method} ${pathname.replace('/v23.0/', '')}`);
    const mishap = this.down ?? this.mishaps.shift();
    if (mishap && mishap !== 'taken') return happen(mishap, response);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const held = pathname === '/file' ? this.addresses.get(searchParams.get('key') ?? '') : undefined;
    if (held) return this.handOut(held, bearer, response);
    if (bearer !== this.accessToken) return refuse(response, faults.token);
    const [, , object = '', edge] = pathname.split('/');
    const result = await this.run(request.method ?? '', { object, edge }, await fieldsOf(request, body));
    if ('code' in result) return refuse(response, result);
    if (mishap === 'taken') return void response.destroy();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result.answer));
  }

  private async run(
    method: string,
    { object, edge }: { object: string; edge: string | undefined },
    fields: Fields,
  ): Promise<{ answer: Fields } | GraphFault> {
    if (method === 'GET' && !edge) return this.mediaNode(object);
    if (method === 'POST' && object === this.phoneNumberId && edge === 'media') return this.upload(fields);
    if (method === 'POST' && object === this.phoneNumberId && edge === 'messages') return this.takeWhatsapp(fields);
    if (method === 'POST' && object === this.pageId && edge === 'messages') return this.takePage(fields);
    return faults.unknownPath;
  }

  private mediaNode(id: string): { answer: Fields } | GraphFault {
    const file = this.files.get(id);
    if (!file) return faults.unknownPath;
    const url = this.addressOf(id, this.nowMs + hourMs / 12);
    const answer = { messaging_product: 'whatsapp', id, url, mime_type: file.contentType, file_size: file.body.length };
    return { answer };
  }

  private addressOf(file: string, until: number): string {
    const key = randomUUID();
    this.addresses.set(key, { file, until });
    return `${new URL(this.url).origin}/file?key=${key}`;
  }

  /** WhatsApp's addresses want the token too; those of the content network carry what they need. */
  private handOut(
    { file: id, until }: { file: string; until: number },
    bearer: string | undefined,
    response: ServerResponse,
  ): void {
    const file = this.files.get(id);
    if (until !== Infinity && bearer !== this.accessToken) return refuse(response, faults.token);
    if (!file || this.nowMs > until) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file.contentType }).end(file.body);
  }

  private upload(fields: Fields): { answer: Fields } | GraphFault {
    const file = fields['file'];
    if (fields['messaging_product'] !== 'whatsapp' || !(file instanceof Upload)) return faults.parameter;
    if (file.contentType === 'application/x-msdownload' || file.contentType !== fields['type']) return faults.whatsappMedia;
    return { answer: { id: this.holdMedia(file) } };
  }

  private takeWhatsapp(body: Fields): { answer: Fields } | GraphFault {
    if (body['messaging_product'] !== 'whatsapp') return faults.parameter;
    if (body['status'] === 'read') {
      if (typeof body['message_id'] !== 'string') return faults.parameter;
      if (body['typing_indicator']) this.typing.push(body['message_id']);
      return { answer: { success: true } };
    }
    const to = String(body['to'] ?? body['recipient'] ?? '');
    if (to === '' || typeof body['type'] !== 'string') return faults.parameter;
    const refused = this.whatsappRefuses(to, body['type'], (body[body['type']] ?? {}) as Fields);
    if (refused) return refused;
    const content = body[body['type']] as Fields;
    const id = `wamid.${Buffer.from(`${to}/${(this.count += 1)}`).toString('base64')}`;
    const file = this.files.get(String(content['id']));
    const text = String(content['body'] ?? content['name'] ?? '');
    this.sent.push({ id, from: this.phoneNumberId, to, text, body, ...(file ? { file } : {}) });
    return { answer: { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: to }], messages: [{ id }] } };
  }

  private whatsappRefuses(to: string, type: string, content: Fields): GraphFault | undefined {
    const refused = this.moodRefuses(to);
    if (refused) return refused;
    if (type === 'template') {
      const key = `${String(content['name'])} ${String((content['language'] as Fields | undefined)?.['code'])}`;
      const known = this.templates.has(key);
      return known
        ? undefined
        : { status: 404, code: 132001, message: '(#132001) Template name does not exist in the translation' };
    }
    if ((this.customers.get(to) ?? 'open') !== 'open') return faults.whatsappWindow;
    if (type === 'text')
      return lengthOf(content['body']) > 4096 || lengthOf(content['body']) === 0 ? faults.parameter : undefined;
    return typeof content['id'] === 'string' && this.files.has(content['id']) ? undefined : faults.whatsappMedia;
  }

  private async takePage(body: Fields): Promise<{ answer: Fields } | GraphFault> {
    const to = String((body['recipient'] as Fields | undefined)?.['id'] ?? '');
    if (to === '') return faults.parameter;
    if (body['sender_action'] === 'typing_on') {
      this.typing.push(to);
      return { answer: { recipient_id: to } };
    }
    const refused = this.pageRefuses(to, body);
    if (refused) return refused;
    const message = body['message'] as Fields;
    const file = await fileOf(message, body);
    if (file === 'unreachable') return faults.attachment;
    const id = `m_${randomUUID()}`;
    const text = typeof message['text'] === 'string' ? message['text'] : '';
    this.sent.push({ id, from: this.pageId, to, text, body, ...(file ? { file } : {}) });
    return { answer: { recipient_id: to, message_id: id } };
  }

  private pageRefuses(to: string, body: Fields): GraphFault | undefined {
    const refused = this.moodRefuses(to);
    if (refused) return refused;
    const customer = this.customers.get(to) ?? 'open';
    const human = body['messaging_type'] === 'MESSAGE_TAG' && body['tag'] === 'HUMAN_AGENT';
    if (customer === 'after-a-week' || (customer === 'after-a-day' && !human)) return faults.pageWindow;
    if (!human && body['messaging_type'] !== 'RESPONSE') return faults.parameter;
    const { text, attachment } = (body['message'] ?? {}) as Fields;
    if (!attachment && lengthOf(text) === 0) return faults.parameter;
    const bytes = Buffer.byteLength(typeof text === 'string' ? text : '');
    return lengthOf(text) > 2000 || (this.channel === 'instagram' && bytes > 1000) ? faults.text : undefined;
  }
}

const lengthOf = (text: unknown): number => (typeof text === 'string' ? [...text].length : 0);

class Upload implements MetaFile {
  constructor(
    readonly name: string,
    readonly contentType: string,
    readonly body: Buffer,
  ) {}
}

/** Bytes that came along, or what stands behind the address, fetched as Meta fetches it. */
async function fileOf(message: Fields, body: Fields): Promise<MetaFile | undefined | 'unreachable'> {
  const attachment = message['attachment'] as { payload?: { url?: string } } | undefined;
  if (!attachment) return undefined;
  if (body['filedata'] instanceof Upload) return body['filedata'];
  try {
    const response = await fetch(attachment.payload?.url ?? '', { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return 'unreachable';
    return { contentType: response.headers.get('content-type') ?? '', body: Buffer.from(await response.arrayBuffer()) };
  } catch {
    return 'unreachable';
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Objects within a form are JSON. */
async function fieldsOf(request: IncomingMessage, body: Buffer): Promise<Fields> {
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/json')) return JSON.parse(body.toString()) as Fields;
  if (!contentType.startsWith('multipart/form-data')) return {};
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const fields: Fields = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value.startsWith('{') ? (JSON.parse(value) as unknown) : value;
    else fields[name] = new Upload(value.name, value.type, Buffer.from(await value.arrayBuffer()));
  }
  return fields;
}

function happen(mishap: Exclude<MetaMishap, 'taken'>, response: ServerResponse): void {
  if (mishap === 'silence') return;
  if (mishap === 'drop') return void response.destroy();
  if (mishap === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"messaging_product":"whatsapp","messages":[{"id":');
    return void setImmediate(() => response.destroy());
  }
  const { status, body = '', headers = {} } = mishap;
  const page = typeof body === 'string';
  response.writeHead(status, { 'content-type': page ? 'text/html' : 'application/json', ...headers });
  response.end(page ? body : JSON.stringify(body));
}

const errorOf = ({ code, subcode, message, details }: GraphFault): object => ({
  error: {
    message,
    type: 'OAuthException',
    code,
    ...(subcode ? { error_subcode: subcode } : {}),
    ...(details ? { error_data: { messaging_product: 'whatsapp', details } } : {}),
    fbtrace_id: 'A1b2C3d4',
  },
});

const refuse = (response: ServerResponse, fault: GraphFault): void =>
  void response.writeHead(fault.status, { 'content-type': 'application/json' }).end(JSON.stringify(errorOf(fault)));
