import { createHmac } from 'node:crypto';
import type { Config } from '../../config/config.js';
import type { DigestMaterial } from '../../core/digest/material.js';
import type { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/ids/new-id.js';
import type { DigestWriter } from './digest-writer.js';

const MOST_BYTES = 64 * 1024;

/** Asks another system by POST, signed as Standard Webhooks are (`webhook-id`, `webhook-timestamp`, `webhook-signature`), with the secret as it stands. */
export class HttpDigestWriter implements DigestWriter {
  readonly timeoutMs: number;

  constructor(
    private readonly to: NonNullable<Config['digestWriter']>,
    private readonly clock: Clock,
  ) {
    this.timeoutMs = to.timeoutMs;
  }

  async write(material: DigestMaterial, signal: AbortSignal): Promise<unknown> {
    const [id, at, body] = [newId(), String(Math.floor(this.clock.now() / 1000)), JSON.stringify({ material })];
    const signature = createHmac('sha256', this.to.secret).update(`${id}.${at}.${body}`).digest('base64');
    const response = await fetch(this.to.url, {
      method: 'POST',
      redirect: 'error',
      signal,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': at,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    });
    if (!response.ok) throw new Error(`the digest writer answered ${response.status}`);
    return JSON.parse(await readBounded(response)) as unknown;
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const piece of response.body ?? []) {
    bytes += (piece as Uint8Array).byteLength;
    if (bytes > MOST_BYTES) throw new Error('the digest writer answered more than a brief');
    text += decoder.decode(piece as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}
