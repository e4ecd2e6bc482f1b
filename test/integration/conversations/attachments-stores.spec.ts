import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type BlobStore, StorageAway } from '../../../src/platform/storage/blob-store.js';
import { DiskStore } from '../../../src/platform/storage/disk-store.js';
import { S3Store } from '../../../src/platform/storage/s3-store.js';
import { type FakeS3, startFakeS3 } from '../../support/vendors/s3.js';

let s3: FakeS3;
let folder: string;
beforeAll(async () => {
  s3 = await startFakeS3();
  folder = mkdtempSync(join(tmpdir(), 'blobs-'));
});
afterAll(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});

const stores: Record<string, () => BlobStore> = {
  'on the disk': () => new DiskStore(join(folder, 'deep', 'files')),
  'in a bucket': () => new S3Store(s3.settings),
};
const body = Buffer.from('0123456789 你好\n');

async function all(stream: Readable | undefined): Promise<string | undefined> {
  if (!stream) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

describe.each(Object.keys(stores))('blobs %s', (where) => {
  const store = (): BlobStore => stores[where]!();

  it('come back whole and in parts, and are gone once deleted', async () => {
    const blobs = store();
    await blobs.put('ab/cd/abcd-1', body, 'text/plain');
    await blobs.put('ab/cd/abcd-1', body, 'text/plain');
    expect([await blobs.exists('ab/cd/abcd-1'), await blobs.read('ab/cd/abcd-1')]).toEqual([true, body]);
    expect(await all(await blobs.open('ab/cd/abcd-1'))).toBe(body.toString());
    expect(await all(await blobs.open('ab/cd/abcd-1', { start: 2, end: 4 }))).toBe('234');
    await blobs.delete('ab/cd/abcd-1');
    await blobs.delete('ab/cd/abcd-1');
    expect([await blobs.exists('ab/cd/abcd-1'), await blobs.read('ab/cd/abcd-1')]).toEqual([false, undefined]);
    expect(await blobs.open('ab/cd/abcd-1')).toBeUndefined();
  });

  it.each(['../x', '/etc/passwd', 'a/../../x', 'a//b', '', 'A', 'a\u0000b', '.hidden'])(
    'never leave the store by the key %j',
    async (key) => {
      await expect(store().put(key, body, 'text/plain')).rejects.toThrow('none of ours');
      await expect(store().read(key)).rejects.toThrow('none of ours');
    },
  );
});

it('is readable by its owner alone, and leaves no half files', async () => {
  const blobs = new DiskStore(join(folder, 'own'));
  await blobs.put('aa/bb/one', body);
  const path = join(folder, 'own', 'aa', 'bb');
  expect(readdirSync(path)).toEqual(['one']);
  expect([statSync(join(path, 'one')).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o600, 0o700]);
});

it('says that the folder cannot be used, and nothing else', async () => {
  writeFileSync(join(folder, 'no-folder'), '');
  const blobs = new DiskStore(join(folder, 'no-folder'));
  await expect(blobs.put('aa/one', body)).rejects.toThrow(StorageAway);
  await expect(blobs.read('aa/one')).rejects.toThrow(StorageAway);
});

it('signs every request so that a bucket believes it, and hides trouble behind one word', async () => {
  const forger = new S3Store({ ...s3.settings, secretAccessKey: 'another' });
  await expect(forger.put('aa/one', body, 'text/plain')).rejects.toThrow(new StorageAway('the file store answered 403'));
  const stranger = new S3Store({ ...s3.settings, bucket: 'not-there' });
  await expect(stranger.put('aa/one', body, 'text/plain')).rejects.toThrow(StorageAway);
  s3.failing = 503;
  const blobs = new S3Store(s3.settings);
  for (const act of [
    () => blobs.put('aa/one', body, 'x/y'),
    () => blobs.read('aa/one'),
    () => blobs.exists('aa/one'),
    () => blobs.delete('aa/one'),
  ])
    await expect(act()).rejects.toThrow(new StorageAway('the file store answered 503'));
  s3.failing = undefined;
  await expect(new S3Store({ ...s3.settings, endpoint: 'http://127.0.0.1:1' }).read('aa/one')).rejects.toThrow(StorageAway);
  expect(s3.objects.size).toBe(0);
});
