import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeS3, startFakeS3 } from '../../support/vendors/s3.js';
import { type FilesApp, picture, startFilesApp } from './attachments-app.js';

const widget = '/v1/widget/attachments';
let s3: FakeS3;
let files: FilesApp;
let dataDir: string;
beforeAll(async () => {
  s3 = await startFakeS3();
  dataDir = mkdtempSync(join(tmpdir(), 'files-'));
  files = await startFilesApp({ env: { DATA_DIR: dataDir, RATE_LIMIT_SCALE: '100', ...s3.env } });
});
afterAll(async () => {
  await files.stop();
  await s3.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(() => {
  s3.failing = undefined;
});

const read = async (url: string): Promise<[number, Buffer]> => {
  const response = await files.open(url);
  return [response.status, Buffer.from(await response.arrayBuffer())];
};

it('a known file that the store does not hold is written again, and whole for every message that points at it', async () => {
  const visitor = await files.visitor();
  const png = await picture();
  const upload = () => files.upload(visitor.token, png, { name: 'cup.png', door: widget });
  const first = await upload();
  const held = new Map(s3.objects);
  expect(held.size).toBe(2);
  // As after another bucket was configured, or the bucket lost what it had.
  s3.objects.clear();
  expect((await read(first.body.url!))[0]).toBe(404);
  const again = await upload();
  expect([again.status, again.body.state]).toEqual([201, 'stored']);
  expect([...s3.objects.keys()].sort()).toEqual([...held.keys()].sort());
  for (const { body } of [first, again]) {
    expect(await read(body.url!)).toEqual([200, png]);
    expect((await read(body.thumbnailUrl!))[0]).toBe(200);
  }
  const puts = () => s3.calls.filter((call) => call.startsWith('PUT')).length;
  const before = puts();
  expect((await upload()).status).toBe(201);
  expect(puts()).toBe(before);
});

it('a known file is refused like a new one while the store is away', async () => {
  const visitor = await files.visitor();
  const png = await picture(200, 100, '#aa0000');
  const upload = () => files.upload(visitor.token, png, { name: 'red.png', door: widget });
  expect((await upload()).status).toBe(201);
  s3.failing = 503;
  const refused = await upload();
  expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
});

it('an answer that there is no file is kept by nobody', async () => {
  const visitor = await files.visitor();
  const { body } = await files.upload(visitor.token, await picture(90, 90, '#00aa00'), { name: 'green.png', door: widget });
  const answered = async (headers: Record<string, string> = {}) => {
    const { status, headers: said } = await files.open(body.url!, headers);
    return [status, said.get('cache-control'), said.get('content-disposition')];
  };
  expect((await answered({ range: 'bytes=999999-' })).slice(0, 2)).toEqual([416, 'no-store']);
  s3.failing = 503;
  expect(await answered()).toEqual([503, 'no-store', null]);
  s3.failing = undefined;
  s3.objects.clear();
  expect(await answered()).toEqual([404, 'no-store', null]);
  const { headers } = await files.open(body.url!);
  expect(headers.get('etag')).not.toMatch(/^"[0-9a-f]{64}/);
  expect(headers.get('content-type')).toContain('application/problem+json');
});
