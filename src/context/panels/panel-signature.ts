import { createHmac, timingSafeEqual } from 'node:crypto';
import { randomToken } from '../../platform/secrets/secrets.js';

/** Signatures as Standard Webhooks describes them: `webhook-id`, `webhook-timestamp` and `webhook-signature`. */

const prefix = 'whsec_';
/** What the two clocks may differ by. */
const toleranceS = 300;

export const newSecret = (): string => prefix + Buffer.from(randomToken(32), 'base64url').toString('base64');

/** 24 to 64 bytes in base64 behind `whsec_`. */
export function isSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false;
  const { length } = keyOf(secret);
  return length >= 24 && length <= 64;
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), 'base64');

/** @param timestampS seconds since the epoch */
export function signature(secret: string, id: string, timestampS: number | string, body: string | Buffer): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestampS}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}

interface Signed {
  timestamp: string | undefined;
  signatures: string | undefined;
  body: Buffer;
}

/** Whether an answer to request `id` is from whoever holds the secret, and from now. */
export function isSigned(secret: string, id: string, { timestamp, signatures, body }: Signed, nowMs: number): boolean {
  if (!timestamp || !/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - nowMs / 1000) > toleranceS) return false;
  const right = Buffer.from(signature(secret, id, timestamp, body));
  return (signatures ?? '').split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === right.length && timingSafeEqual(given, right);
  });
}
