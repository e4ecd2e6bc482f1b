import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IsOptional, IsString, Length } from 'class-validator';
import { windowClosed } from '../../../src/contracts/delivery-reasons.js';
import type { Channel, IdentityKind } from '../../../src/contracts/words.js';
import type { Drawer, MediaReference, OutgoingPart, PartOutcome, VendorEvent } from '../../../src/channels/drawers/drawer.js';
import { VendorSilent } from '../../../src/channels/drawers/vendor-http.js';
import { sameSecret } from '../../../src/platform/secrets/secrets.js';
import type { DrawerCase, FakeVendor, Mood, SignedCall, Utterance } from './drawer-case.js';
import { misbehave } from './moods.js';

/** An invented vendor, the least there can be: one kind of event, HMAC over the body, one call to send. */

export class PigeonSettings {
  @IsString()
  @Length(1, 200)
  loft: string;
}

export class PigeonSecrets {
  @IsString()
  @Length(8, 100)
  ring: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  spare?: string;
}

interface Note {
  id?: unknown;
  kind?: unknown;
  from?: unknown;
  text?: unknown;
  at?: unknown;
  about?: unknown;
  phone?: unknown;
  files?: unknown;
  state?: unknown;
  reason?: unknown;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const when = (value: unknown): Date | undefined => (typeof value === 'number' ? new Date(value) : undefined);

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const signature = (ring: string, body: Buffer | string): string => createHmac('sha256', ring).update(body).digest('hex');

/** The same pigeon on any channel: what the channel may do comes from its capabilities. */
export const pigeonOn = (channel: Channel, kind: IdentityKind): Drawer<PigeonSettings, PigeonSecrets> => ({
  channel,
  provider: 'pigeon',
  settings: PigeonSettings,
  secrets: PigeonSecrets,

  challenge: ({ query }, { secrets }) =>
    query['ring'] && sameSecret(query['ring'], secrets.ring)
      ? { status: 200, contentType: 'text/plain', body: query['echo'] ?? '' }
      : { outcome: 'forged', reason: 'another ring' },

  open({ headers, body }, { secrets }) {
    if (!sameSecret(headers['x-pigeon'] ?? '', signature(secrets.ring, body)))
      return { outcome: 'forged', reason: 'the signature differs' };
    const notes = (parse(body) as { notes?: unknown } | undefined)?.notes;
    if (!Array.isArray(notes)) return { outcome: 'opened', deliveries: [{ externalId: signature('', body), raw: body }] };
    return {
      outcome: 'opened',
      deliveries: (notes as Note[]).map((note) => {
        const raw = Buffer.from(JSON.stringify(note) ?? 'null');
        return { externalId: text(note?.id) ?? signature('', raw), raw, orderKey: text(note?.from) };
      }),
    };
  },

  translate(raw): VendorEvent {
    const note = parse(raw) as Note | null | undefined;
    const [from, id] = [text(note?.from), text(note?.about)];
    if (!note || typeof note !== 'object' || !from) return { outcome: 'unrecognised', detail: 'no note of a pigeon' };
    const sender = {
      kind,
      value: from,
      name: from,
      ...(text(note.phone) ? { proves: [{ kind: 'phone' as const, value: text(note.phone)! }] } : {}),
    };
    switch (note.kind) {
      case 'says': {
        const media = Array.isArray(note.files)
          ? note.files.flatMap((file): MediaReference[] =>
              text(file) ? [{ kind: 'file', reference: text(file)!, name: text(file)! }] : [],
            )
          : [];
        return {
          outcome: 'message',
          message: { from: sender, text: text(note.text) ?? '', sentAt: when(note.at), media, ...(id ? { answers: id } : {}) },
        };
      }
      case 'dances':
        return { outcome: 'message', message: { from: sender, text: '', unsupported: 'dance' } };
      case 'receipt': {
        const state = (['delivered', 'read', 'failed'] as const).find((one) => one === note.state);
        if (!id || !state) return { outcome: 'unrecognised', detail: 'a receipt of nothing' };
        return { outcome: 'receipts', receipts: [{ externalId: id, state, reason: text(note.reason) }] };
      }
      case 'edits':
        return id
          ? { outcome: 'change', change: { kind: 'edited', externalId: id, from: sender, text: text(note.text) ?? '' } }
          : none;
      case 'deletes':
        return id ? { outcome: 'change', change: { kind: 'deleted', externalId: id, from: sender } } : none;
      case 'reacts':
        return id
          ? { outcome: 'change', change: { kind: 'reacted', externalId: id, from: sender, emoji: text(note.text) ?? null } }
          : none;
      case 'reads':
        return { outcome: 'read', from: sender, upTo: when(note.at) ?? new Date(NaN) };
      case 'echo':
        return { outcome: 'echo', to: sender, externalId: id, text: text(note.text) ?? '' };
      default:
        return { outcome: 'ignored', detail: 'a pigeon does that' };
    }
  },

  async send(part: OutgoingPart, { settings, secrets }, http): Promise<PartOutcome> {
    try {
      const answer = await http.call({
        url: settings.loft,
        headers: { authorization: `Ring ${secrets.ring}`, 'idempotency-key': part.idempotencyKey },
        json: { to: part.to.value, text: part.text ?? part.template?.name ?? part.media?.name },
      });
      if (answer.status === 429)
        return { state: 'later', reason: 'the loft is full', afterMs: Number(answer.headers['retry-after']) * 1000 };
      if (answer.status === 410) return { state: 'failed', reason: `410: ${windowClosed}, says the loft` };
      if (answer.status === 404) return { state: 'failed', reason: 'nobody lives there' };
      const id = text((answer.json as { id?: unknown } | undefined)?.id);
      return answer.status === 200 && id
        ? { state: 'sent', externalId: id }
        : { state: 'later', reason: `answered ${answer.status}` };
    } catch (error) {
      if (error instanceof VendorSilent) return { state: 'later', reason: error.message };
      throw error;
    }
  },

  fetchMedia: async ({ reference }, _connection, _http, maxBytes) => ({
    body: Buffer.from(reference).subarray(0, maxBytes),
    contentType: 'text/plain',
  }),
});

export const pigeon = pigeonOn('line', 'line');

const none = { outcome: 'unrecognised', detail: 'about nothing' } as const;

export interface Loft extends FakeVendor {
  /** With `most`: so many letters more, and then an outage. `shut`: the loft says that the reply window is over. */
  behave(mood: Mood | 'shut', most?: number): void;
}

/** The loft: takes a letter once per idempotency key, as real vendors with such keys do. */
export async function startLoft(ring: string): Promise<Loft> {
  let mood: Mood | 'shut' = 'ok';
  let room = Infinity;
  const sent: { to: string; text: string; id: string }[] = [];
  const byKey = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    if (mood === 'shut') return void response.writeHead(410).end();
    if (misbehave(room > 0 ? mood : 'outage', request, response)) return;
    room--;
    if (mood === 'throttle') return void response.writeHead(429, { 'retry-after': '30' }).end();
    if (mood === 'refuse') return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers.authorization !== `Ring ${ring}`) return void response.writeHead(401).end();
      const key = String(request.headers['idempotency-key']);
      const letter = JSON.parse(Buffer.concat(chunks).toString()) as { to: string; text: string };
      const id = byKey.get(key) ?? `p-${sent.length + 1}`;
      if (!byKey.has(key)) sent.push({ ...letter, id });
      byKey.set(key, id);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave(next, most = Infinity) {
      mood = next;
      room = most;
    },
    sent,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export const ring = 'a-ring-of-copper';
const noteOf = ({ from, id, text: said, sentAt }: Utterance): object => ({
  id,
  kind: 'says',
  from,
  text: said,
  at: sentAt.getTime(),
});

/** A call of the vendor: these notes, signed. */
export const carried = (notes: object[], key = ring) => {
  const body = JSON.stringify({ notes });
  return { method: 'POST', headers: { 'content-type': 'application/x-pigeon', 'x-pigeon': signature(key, body) }, body };
};

export const pigeonCase = (settings: Record<string, unknown>): DrawerCase => ({
  drawer: pigeon,
  settings,
  secrets: { ring },
  startFake: async () => {
    const fake = await startLoft(ring);
    settings['loft'] = fake.url;
    return fake;
  },
  environment: () => ({}),
  identityKind: 'line',
  customers: ['dove', 'jay', 'rook', 'wren'],
  maxBatch: 20,
  bodyOf: (utterances) => JSON.stringify({ notes: utterances.map(noteOf) }),
  sign: (body) => ({ headers: { 'content-type': 'application/x-pigeon', 'x-pigeon': signature(ring, body) }, body }),
  forge: (genuine): SignedCall[] => [
    { ...genuine, headers: {} },
    { ...genuine, headers: { 'x-pigeon': 'f'.repeat(64) } },
    { ...genuine, body: Buffer.concat([Buffer.from(genuine.body), Buffer.from(' ')]) },
    { ...genuine, headers: { 'x-pigeon': signature('another-ring', genuine.body) } },
  ],
  unknownKinds: (from) => [
    JSON.stringify({ notes: [{ id: 'k-1', kind: 'moults', from }] }),
    JSON.stringify({ notes: [{ id: 'k-2', kind: 'dances', from }] }),
    JSON.stringify({ notes: [{ id: 'k-3', kind: 7, from: {} }] }),
    JSON.stringify({ feathers: 3 }),
  ],
  receiptOf: ({ to, id }, state) =>
    JSON.stringify({ notes: [{ id: `r-${id}-${state}`, kind: 'receipt', from: to, about: id, state, reason: 'shot down' }] }),
  payloads: [
    JSON.stringify({
      id: '1',
      kind: 'says',
      from: 'dove',
      text: 'coo',
      at: 1_700_000_000_000,
      files: ['a.txt'],
      phone: '+4930901820',
    }),
    ...['edits', 'deletes', 'reacts', 'echo', 'dances'].map((kind) =>
      JSON.stringify({ id: '2', kind, from: 'jay', about: '1', text: 'coo' }),
    ),
    JSON.stringify({ id: '3', kind: 'receipt', from: 'jay', about: 'p-1', state: 'failed', reason: 'shot down' }),
    JSON.stringify({ id: '4', kind: 'reads', from: 'jay', at: 1_700_000_000_000 }),
  ],
});
