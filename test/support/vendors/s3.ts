import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeS3 {
  url: string;
  settings: { endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string };
  /** As environment variables. */
  env: Record<string, string>;
  objects: Map<string, { body: Buffer; contentType: string }>;
  /** Requests that were answered, by method and key. */
  calls: string[];
  /** From now on every request is answered with this status; undefined: as it should be. */
  failing: number | undefined;
  stop(): Promise<void>;
}

const accessKeyId = 'AKIATEST';
const secretAccessKey = 'a-secret-of-the-test/with+signs';
const region = 'eu-test-1';
const bucket = 'files';

/** One bucket that speaks as much S3 as a store of blobs needs, and checks every signature (Signature Version 4) by itself. */
export async function startFakeS3(): Promise<FakeS3> {
  const server = createServer((request, response) => {
    void serve(fake, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeS3 = {
    url,
    settings: { endpoint: url, bucket, region, accessKeyId, secretAccessKey },
    env: {
      S3_ENDPOINT: url,
      S3_BUCKET: bucket,
      S3_REGION: region,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    objects: new Map(),
    calls: [],
    failing: undefined,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return fake;
}

async function serve(fake: FakeS3, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (fake.failing) return void response.writeHead(fake.failing).end('<Error><Code>SlowDown</Code></Error>');
  const fault = signatureFault(request, body);
  if (fault) return void response.writeHead(403).end(`<Error><Code>${fault}</Code></Error>`);
  const [, inBucket, ...rest] = new URL(request.url!, fake.url).pathname.split('/');
  const key = rest.join('/');
  if (inBucket !== bucket) return void response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>');
  fake.calls.push(`${request.method} ${key}`);
  answer(fake, key, { request, response, body });
}

function answer(
  { objects }: FakeS3,
  key: string,
  { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: Buffer },
): void {
  const object = objects.get(key);
  if (request.method === 'PUT') {
    objects.set(key, { body, contentType: request.headers['content-type'] ?? '' });
    return void response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end();
  }
  if (request.method === 'DELETE') return void (objects.delete(key), response.writeHead(204).end());
  if (!object) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const sent = range ? object.body.subarray(Number(range[1]), Number(range[2]) + 1) : object.body;
  response.writeHead(range ? 206 : 200, { 'content-type': object.contentType, 'content-length': sent.length });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

const hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** The name S3 has for what is wrong with the signature; undefined where it is right. */
function signatureFault(request: IncomingMessage, body: Buffer): string | undefined {
  const { headers } = request;
  const authorization = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (!authorization) return 'AccessDenied';
  const [, credential, signedHeaders, signature] = authorization as unknown as [string, string, string, string];
  const [key, day, inRegion, service, ending] = credential.split('/');
  if (key !== accessKeyId) return 'InvalidAccessKeyId';
  const at = String(headers['x-amz-date']);
  if (inRegion !== region || service !== 's3' || ending !== 'aws4_request' || !at.startsWith(day!))
    return 'AuthorizationHeaderMalformed';
  const payload = String(headers['x-amz-content-sha256']);
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== hex(body)) return 'XAmzContentSHA256Mismatch';
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return 'AccessDenied';
  const { pathname, search } = new URL(request.url!, 'http://s3');
  const canonical = [
    request.method,
    pathname,
    search.slice(1),
    ...names.map((name) => `${name}:${String(headers[name]).trim().replace(/\s+/g, ' ')}`),
    '',
    signedHeaders,
    payload,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const signing = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secretAccessKey}`, day!), region));
  const expected = hmac(signing, `AWS4-HMAC-SHA256\n${at}\n${scope}\n${hex(canonical)}`).toString('hex');
  return expected === signature ? undefined : 'SignatureDoesNotMatch';
}
