import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { MessageView } from '../../../src/contracts/views.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { conversationOf, type FilesApp, messageWith, picture, startFilesApp } from './attachments-app.js';
import { callerWith } from '../channels/deliveries/signed-in.js';

const widget = '/v1/widget/attachments';
const hourMs = 3_600_000;
let files: FilesApp;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'files-'));
  files = await startFilesApp({ env: { DATA_DIR: dataDir, RATE_LIMIT_SCALE: '100' } });
});
afterAll(async () => {
  await files.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const blobs = (): string[] =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
const pdf = (text = 'x'): Buffer => Buffer.from(`%PDF-1.7\n${text}\n%%EOF`);
describe('a file of a customer', () => {
  it('goes up, into a message, and to the agent with a link that opens it', async () => {
    const visitor = await files.visitor();
    const png = await picture();
    const { status, body: uploaded } = await files.upload(visitor.token, png, { name: 'broken cup.png', door: widget });
    expect([status, uploaded]).toEqual([
      201,
      {
        id: expect.any(String) as string,
        ...{ kind: 'image', state: 'stored', name: 'broken cup.png', contentType: 'image/png', sizeBytes: png.length },
        ...{ inline: false, width: 640, height: 480 },
        url: expect.stringMatching(/^\/v1\/attachments\/[0-9a-f-]{36}\?expires=\d+&signature=/) as string,
        thumbnailUrl: expect.stringContaining('/thumbnail?') as string,
      },
    ]);
    const sent = await visitor.say('it broke', [uploaded.id]);
    expect([sent.status, sent.body.attachments.map((file) => Object.keys(file).sort())]).toEqual([
      201,
      [['contentType', 'height', 'inline', 'kind', 'name', 'sizeBytes', 'state', 'thumbnailUrl', 'url', 'width']],
    ]);
    const agent = await files.agent();
    const message = await messageWith(agent.call, await conversationOf(files.app, 'it broke'), 'it broke');
    expect(message.attachments).toMatchObject([{ id: uploaded.id, state: 'stored', name: 'broken cup.png', width: 640 }]);
    const opened = await files.open(message.attachments[0]!.url!);
    expect([opened.status, Buffer.from(await opened.arrayBuffer()).equals(png)]).toEqual([200, true]);
    expect(Object.fromEntries(opened.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'content-disposition': `inline; filename="broken cup.png"; filename*=UTF-8''broken%20cup.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600, immutable',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/) as string,
    });
    const small = await files.open(message.attachments[0]!.thumbnailUrl!);
    const { width, format } = await sharp(Buffer.from(await small.arrayBuffer())).metadata();
    expect([small.status, small.headers.get('content-type'), width, format]).toEqual([200, 'image/webp', 480, 'webp']);
    expect((await visitor.read()).at(-1)?.attachments[0]?.url).toMatch(/^\/v1\/attachments\//);
  });

  it('may go without a word, and a retry of the message finds the first one', async () => {
    const visitor = await files.visitor();
    const { body: uploaded } = await files.upload(visitor.token, pdf(), { name: 'bill.pdf', door: widget });
    expect((await visitor.say('  ')).body.code).toBe('invalid_request');
    const clientId = newId();
    const post = () =>
      callerWith(files.app, visitor.token)<{ id: string; attachments: object[] }>('/v1/widget/messages', 'POST', {
        ...{ clientId, text: '', attachments: [uploaded.id] },
      });
    const [first, again] = [await post(), await post()];
    expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
    expect(again.body.attachments).toMatchObject([{ name: 'bill.pdf', contentType: 'application/pdf' }]);
  });

  it('belongs to who uploaded it, and goes with one message alone', async () => {
    const [mine, other, agent] = [await files.visitor(), await files.visitor(), await files.agent('supervisor')];
    const { body: uploaded } = await files.upload(mine.token, pdf(), { name: 'a.pdf', door: widget });
    await other.say('hello from another');
    const refused = await other.say('look', [uploaded.id]);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ pointer: '/attachments/0', detail: 'is no upload of yours that waits to be sent' }],
    ]);
    const conversationId = await conversationOf(files.app, 'hello from another');
    const body = { kind: 'reply', text: 'stolen', attachments: [uploaded.id] };
    expect((await agent.call(`/v1/conversations/${conversationId}/messages`, 'POST', body)).status).toBe(422);
    expect((await mine.say('mine', [uploaded.id])).status).toBe(201);
    expect((await mine.say('twice', [uploaded.id])).body.errors?.[0]?.pointer).toBe('/attachments/0');
    expect((await mine.say('unknown', [randomUUID()])).status).toBe(422);
    expect((await mine.say('nonsense', ['x'])).status).toBe(422);
    expect(
      (
        await mine.say(
          'too many',
          Array.from({ length: 21 }, () => randomUUID()),
        )
      ).status,
    ).toBe(422);
    expect(await files.app.db.query(`SELECT 1 FROM messages WHERE text IN ('look', 'stolen', 'twice', 'unknown')`)).toEqual([]);
  });

  it('raced by two messages goes with one of them', async () => {
    const visitor = await files.visitor();
    await visitor.say('the first word');
    const { body: uploaded } = await files.upload(visitor.token, pdf('race'), { name: 'a.pdf', door: widget });
    const answers = await Promise.all(['one', 'two', 'three', 'four'].map((text) => visitor.say(text, [uploaded.id])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
  });
});

describe('a file of an agent or another system', () => {
  it('goes with a reply and with a note; the customer never sees that of a note', async () => {
    // Supervisors may write in conversations that others hold.
    const [visitor, agent] = [await files.visitor(), await files.agent('supervisor')];
    await visitor.say('send me the manual');
    const conversationId = await conversationOf(files.app, 'send me the manual');
    const write = async (kind: 'reply' | 'note', name: string) => {
      const { body: uploaded } = await files.upload(agent.token, pdf(name), { name });
      return agent.call<MessageView>(`/v1/conversations/${conversationId}/messages`, 'POST', {
        ...{ kind, text: '', attachments: [uploaded.id] },
      });
    };
    const [reply, note] = [await write('reply', 'manual.pdf'), await write('note', 'secret.pdf')];
    expect([reply.status, note.status]).toEqual([201, 201]);
    expect([reply, note].map(({ body }) => body.attachments[0]?.name)).toEqual(['manual.pdf', 'secret.pdf']);
    expect(JSON.stringify(await visitor.read())).toContain('manual.pdf');
    expect(JSON.stringify(await visitor.read())).not.toContain('secret.pdf');
    const nothing = { kind: 'reply', text: '' };
    expect((await agent.call(`/v1/conversations/${conversationId}/messages`, 'POST', nothing)).status).toBe(422);
  });

  it('comes in by the API channel', async () => {
    const { body: uploaded } = await files.upload(files.key, Buffer.from('a,b\n1,2'), { name: 'orders.csv', type: 'text/csv' });
    const { status, body } = await callerWith(files.app, files.key)<{ message: MessageView }>(
      '/v1/inboxes/shop/messages',
      'POST',
      {
        externalId: 'with-a-file',
        from: { kind: 'external', value: 'cust-9' },
        text: '',
        attachments: [uploaded.id],
      },
    );
    expect([status, body.message.attachments]).toMatchObject([
      201,
      [{ name: 'orders.csv', contentType: 'text/csv', state: 'stored' }],
    ]);
    const opened = await files.open(body.message.attachments[0]!.url!);
    expect(opened.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(opened.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  });
});

describe('what is not taken', () => {
  it.each<[string, number, string, Buffer, string]>([
    ['nothing', 422, 'invalid_request', Buffer.alloc(0), 'a.txt'],
    ['a program', 415, 'unsupported_media_type', Buffer.from('4d5a9000030000000400', 'hex'), 'photo.png'],
    ['a name that runs', 415, 'unsupported_media_type', Buffer.from('hello'), 'photo.png.exe'],
    ['too much', 413, 'payload_too_large', Buffer.alloc(200_001, 97), 'a.txt'],
  ])('%s: %d %s', async (_case, status, code, body, name) => {
    const before = blobs();
    const [visitor, agent] = [await files.visitor(), await files.agent()];
    for (const [token, door] of [
      [visitor.token, widget],
      [agent.token, '/v1/attachments'],
    ] as const) {
      const answer = await files.upload(token, body, { name, door, type: 'image/png' });
      expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([status, code, '/file']);
    }
    expect(blobs()).toEqual(before);
  });

  it('anything but one file in its field', async () => {
    const { token } = await files.agent();
    const post = async (body: FormData | string | undefined, headers: Record<string, string> = {}): Promise<[number, string]> => {
      const response = await fetch(`${files.app.url}/v1/attachments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    const form = (...parts: [string, string | Blob][]): FormData => {
      const made = new FormData();
      for (const [name, value] of parts) made.append(name, value);
      return made;
    };
    const blob = new Blob(['hello']);
    expect(await post(form(['other', blob]))).toEqual([422, 'invalid_request']);
    expect(await post(form(['file', 'hello']))).toEqual([422, 'invalid_request']);
    expect(await post(form(['file', blob], ['file', blob]))).toEqual([422, 'invalid_request']);
    expect(await post(form())).toEqual([422, 'invalid_request']);
    expect(await post('{}', { 'content-type': 'application/json' })).toEqual([415, 'unsupported_media_type']);
    expect(await post(undefined)).toEqual([415, 'unsupported_media_type']);
    expect(await post('--x\r\nnonsense', { 'content-type': 'multipart/form-data; boundary=x' })).toEqual([
      400,
      'malformed_request',
    ]);
    expect(await post('nonsense', { 'content-type': 'multipart/form-data' })).toEqual([400, 'malformed_request']);
    expect((await files.upload('nobody', Buffer.from('x'), { name: 'a.txt' })).status).toBe(401);
    expect((await files.upload(token, Buffer.from('x'), { name: 'a.txt', door: widget })).status).toBe(401);
  });

  it('more than fifty files that wait to be sent', async () => {
    const { token } = await files.agent();
    const answers = [];
    for (let n = 0; n < 51; n++) answers.push((await files.upload(token, Buffer.from(`file ${n}`), { name: 'a.txt' })).status);
    expect([answers.filter((status) => status === 201).length, answers.at(-1)]).toEqual([50, 429]);
  });

  it('a path as a name', async () => {
    const { token } = await files.agent();
    const { body } = await files.upload(token, Buffer.from('x'), { name: '..\\..\\etc/pass"\r\nwd.txt' });
    expect(body.name).toMatch(/^pass.?_?.*wd\.txt$/);
    expect((await files.open(body.url!)).headers.get('content-disposition')).toMatch(
      /^attachment; filename="[^"\r\n]+"; filename\*=/,
    );
  });
});

describe('signed links', () => {
  let url: string;
  beforeAll(async () => {
    const { token } = await files.agent();
    url = (await files.upload(token, Buffer.from('0123456789'), { name: 'a.txt' })).body.url!;
  });

  it.each<[string, (url: string) => string]>([
    ['without a signature', (good) => good.split('?')[0]!],
    ['with half of it', (good) => good.slice(0, -1)],
    ['with another signature', (good) => `${good.slice(0, -2)}AA`],
    ['for another time', (good) => good.replace(/expires=\d/, 'expires=9')],
    ['for another file', (good) => good.replace(/attachments\/[0-9a-f-]{36}/, `attachments/${randomUUID()}`)],
    ['for its thumbnail', (good) => good.replace('?', '/thumbnail?')],
    ['with a time that is none', (good) => good.replace(/expires=\d+/, 'expires=1e12')],
  ])('open nothing %s', async (_case, bend) => {
    const { status, headers } = await files.open(bend(url));
    expect([status, headers.get('content-type')]).toEqual([403, 'application/problem+json; charset=utf-8']);
  });

  it('name no file that is none', async () => {
    expect((await files.open(url.replace(/attachments\/[0-9a-f-]{36}/, 'attachments/..%2f..'))).status).toBe(404);
    expect((await files.open(`${url}&more=1`)).status).toBe(422);
  });

  it('serve parts, and nothing twice', async () => {
    const part = await files.open(url, { range: 'bytes=2-4' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234']);
    const beyond = await files.open(url, { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    const etag = part.headers.get('etag')!;
    expect((await files.open(url, { 'if-none-match': `"other", ${etag}` })).status).toBe(304);
    const changed = await files.open(url, { range: 'bytes=2-4', 'if-range': '"other"' });
    expect([changed.status, await changed.text()]).toEqual([200, '0123456789']);
    const head = await fetch(files.app.url + url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
  });

  it('end after an hour', async () => {
    await files.app.moveClock(hourMs - 1000);
    expect((await files.open(url)).status).toBe(200);
    await files.app.moveClock(5 * 60_000 + 2000);
    const expired = await files.open(url);
    expect([expired.status, ((await expired.json()) as { code: string }).code]).toEqual([403, 'link_expired']);
  });
});

describe('the store', () => {
  it('keeps the same bytes once, and lets go of them with the last upload that nobody used', async () => {
    const [one, two] = [await files.agent(), await files.agent()];
    const png = await picture(50, 50, '#ff0000');
    const before = blobs().length;
    await files.upload(one.token, png, { name: 'a.png' });
    await files.upload(two.token, png, { name: 'b.png' });
    expect(blobs().length).toBe(before + 2);
    await files.app.moveClock(20 * hourMs);
    // Sign-ins of yesterday have ended.
    const [visitor, three] = [await files.visitor(), await files.agent()];
    const { body: kept } = await files.upload(visitor.token, png, { name: 'c.png', door: widget });
    await visitor.say('kept', [kept.id]);
    const { body: wasted } = await files.upload(three.token, pdf('wasted'), { name: 'wasted.pdf' });
    await files.app.moveClock(5 * hourMs);
    await files.app.sweep();
    // Those of a day ago are gone, with the bytes that nothing else holds.
    const left = await files.app.db.query<{ name: string }>(
      `SELECT name FROM attachments WHERE name = ANY('{a.png,b.png,c.png,wasted.pdf}') ORDER BY 1`,
    );
    expect(left.map(({ name }) => name)).toEqual(['c.png', 'wasted.pdf']);
    const agentView = await messageWith((await files.agent()).call, await conversationOf(files.app, 'kept'), 'kept');
    expect((await files.open(agentView.attachments[0]!.url!)).status).toBe(200);
    const withWasted = blobs().length;
    await files.app.moveClock(20 * hourMs);
    await files.app.sweep();
    expect([blobs().length, await files.app.db.query('SELECT 1 FROM attachments WHERE id = $1', [wasted.id])]).toEqual([
      withWasted - 1,
      [],
    ]);
    expect((await files.open(agentView.attachments[0]!.thumbnailUrl!.replace(/\?.*/, ''))).status).toBe(403);
  });
});

describe('while the store is away', () => {
  it('says so at every door, and loses nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'files-'));
    writeFileSync(join(folder, 'files'), 'in the way');
    const own = await startFilesApp({ env: { DATA_DIR: folder } });
    try {
      const [visitor, agent] = [await own.visitor(), await own.agent()];
      for (const [token, door] of [
        [visitor.token, widget],
        [agent.token, '/v1/attachments'],
      ] as const) {
        const { status, body } = await own.upload(token, pdf(), { name: 'a.pdf', door });
        expect([status, body.code]).toEqual([503, 'unavailable']);
      }
      rmSync(join(folder, 'files'));
      const { body } = await own.upload(agent.token, pdf(), { name: 'a.pdf' });
      expect((await own.open(body.url!)).status).toBe(200);
      rmSync(join(folder, 'files'), { recursive: true });
      writeFileSync(join(folder, 'files'), 'in the way');
      const opened = await own.open(body.url!);
      expect([opened.status, opened.headers.get('retry-after')]).toEqual([503, '5']);
    } finally {
      await own.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
