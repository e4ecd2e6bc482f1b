import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { assertKey, BlobStore, type ByteRange, StorageAway } from './blob-store.js';

export interface S3Settings {
  /** Without a trailing slash; the bucket is named in the path. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const answersWithinMs = 30_000;

/** Blobs in a bucket of anything that speaks S3. */
export class S3Store extends BlobStore {
  private readonly client: AwsClient;

  constructor(private readonly settings: S3Settings) {
    super();
    const { accessKeyId, secretAccessKey, region } = settings;
    // Our own callers try again, and count; the client's retries would keep them waiting for minutes.
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  }

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    const response = await this.ask(key, {
      method: 'PUT',
      body: new Uint8Array(body),
      headers: { 'content-type': contentType },
    });
    await settle(response, [200, 201, 204]);
  }

  async open(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const response = await this.ask(key, range ? { headers: { range: `bytes=${range.start}-${range.end}` } } : {});
    if (response.status === 404) return settle(response, [404]);
    // A store that ignores the range would be cut wrong by us: better to say that it is unfit.
    if (response.status !== (range ? 206 : 200) || !response.body) return settle(response, []);
    return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  }

  async read(key: string): Promise<Buffer | undefined> {
    const stream = await this.open(key);
    if (!stream) return undefined;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
    } catch (error) {
      throw new StorageAway('the file store broke off', { cause: error });
    }
    return Buffer.concat(chunks);
  }

  async exists(key: string): Promise<boolean> {
    const response = await this.ask(key, { method: 'HEAD' });
    if (response.status !== 404) await settle(response, [200]);
    return response.status === 200;
  }

  async delete(key: string): Promise<void> {
    await settle(await this.ask(key, { method: 'DELETE' }), [200, 204, 404]);
  }

  private async ask(key: string, init: RequestInit): Promise<Response> {
    assertKey(key);
    const { endpoint, bucket } = this.settings;
    try {
      const signal = AbortSignal.timeout(answersWithinMs);
      return await this.client.fetch(`${endpoint}/${bucket}/${key}`, { ...init, signal, redirect: 'manual' });
    } catch (error) {
      throw new StorageAway('the file store is not reached', { cause: error });
    }
  }
}

/** Lets go of the connection; throws StorageAway for any status that was not hoped for. */
async function settle(response: Response, hoped: number[]): Promise<undefined> {
  await response.body?.cancel().catch(() => undefined);
  if (!hoped.includes(response.status)) throw new StorageAway(`the file store answered ${response.status}`);
}
