import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { VendorApi, VendorCall, VendorHttp, VendorResponse } from './vendor-http.js';
import { AnswerTooLarge, AnswerUnreadable, VendorSilent } from './vendor-http.js';

const defaultMaxBytes = 1024 * 1024;
const defaultTimeoutMs = 10_000;

/** The one way out to vendors. Time-outs of drawers are bounded by VENDOR_TIMEOUT_MS, so that one setting rules them all. */
@Injectable()
export class VendorHttpClient implements VendorHttp {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  base(api: VendorApi): string {
    return this.config.vendorUrls[api];
  }

  async call(call: VendorCall): Promise<VendorResponse> {
    // One signal for connecting, headers and the whole body: a vendor that dribbles bytes is silent too.
    const signal = AbortSignal.timeout(Math.min(call.timeoutMs ?? defaultTimeoutMs, this.config.vendorTimeoutMs));
    try {
      const response = await fetch(call.url, { ...dressed(call), redirect: 'manual', signal });
      const body = await readWithin(response, call.maxBytes ?? defaultMaxBytes);
      return { status: response.status, headers: Object.fromEntries(response.headers), body, json: parsed(body) };
    } catch (error) {
      if (error instanceof VendorSilent) throw error;
      throw isUnreadable(error)
        ? new AnswerUnreadable('an answer that cannot be read', { cause: error })
        : new VendorSilent(said(error), { cause: error });
    }
  }
}

function dressed({ method, headers = {}, json, form, multipart }: VendorCall): RequestInit {
  if (json !== undefined)
    return { method: method ?? 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) };
  if (form !== undefined) return { method: method ?? 'POST', headers, body: new URLSearchParams(form) };
  if (multipart !== undefined) return { method: method ?? 'POST', headers, body: multipart };
  return { method: method ?? 'GET', headers };
}

async function readWithin(response: Response, maxBytes: number): Promise<Buffer> {
  if (!response.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by a throw cancels the stream, and with it the connection.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AnswerTooLarge(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** The parser of HTTP gave up: somebody is there, and speaks something else. */
const isUnreadable = (error: unknown): boolean => {
  const code = ((error ?? {}) as { cause?: { code?: unknown } }).cause?.code;
  return typeof code === 'string' && code.startsWith('HPE_');
};

/** Never the address: some vendors keep their token in it. */
function said(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no whole answer in time';
  return cause?.code ? `no usable answer (${cause.code})` : 'no usable answer';
}
