import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { assertKey, BlobStore, type ByteRange, StorageAway } from './blob-store.js';

/** Blobs as files under one folder, readable by their owner alone. For one process, or for several that share the folder. */
export class DiskStore extends BlobStore {
  constructor(private readonly folder: string) {
    super();
  }

  /** Written aside, brought to the disk, then put in its place: whoever finds the file finds all of it. */
  async put(key: string, body: Buffer): Promise<void> {
    const path = this.pathOf(key);
    const aside = `${path}.${randomBytes(6).toString('hex')}.part`;
    await trouble(async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        const file = await open(aside, 'wx', 0o600);
        try {
          await file.writeFile(body);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(aside, path);
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
    });
  }

  async open(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const path = this.pathOf(key);
    // Opened before it is promised: a missing file is an answer here and not an error in the middle of one.
    const file = await trouble(() => open(path, 'r').catch(missing));
    return file ? createReadStream('', { fd: file, ...range, autoClose: true }) : undefined;
  }

  async read(key: string): Promise<Buffer | undefined> {
    const path = this.pathOf(key);
    return trouble(() => readFile(path).catch(missing));
  }

  async exists(key: string): Promise<boolean> {
    const path = this.pathOf(key);
    return (await trouble(() => stat(path).catch(missing))) !== undefined;
  }

  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    await trouble(() => rm(path, { force: true }));
  }

  private pathOf(key: string): string {
    assertKey(key);
    return join(this.folder, key);
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function trouble<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StorageAway(`the folder of files cannot be used (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    });
  }
}

/** Without it a power cut may forget the new name. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
