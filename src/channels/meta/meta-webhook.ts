import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { VendorDelivery, WebhookAnswer, WebhookRequest } from '../drawers/drawer.js';
import { idOf, type Json, objectsOf, parseObject } from './json-reading.js';
import type { MetaSecrets } from './meta-settings.js';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Whether the header is the HMAC of exactly these bytes. Takes as long for a wrong one as for a right one. */
export function isSigned(body: Buffer, header: string | undefined, appSecret: string): boolean {
  const claimed = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
  if (!claimed) return false;
  return timingSafeEqual(Buffer.from(claimed, 'hex'), createHmac('sha256', appSecret).update(body).digest());
}

/** Of their hashes, so that not even the length shows. */
const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

type Forged = { outcome: 'forged'; reason: string };

/** Meta asks once, when the address is entered in its console, and expects its challenge back. */
export function answerChallenge({ query }: WebhookRequest, { verifyToken }: MetaSecrets): WebhookAnswer | Forged {
  const challenge = query['hub.challenge'] ?? '';
  if (query['hub.mode'] !== 'subscribe') return { outcome: 'forged', reason: 'hub.mode is not subscribe' };
  if (!sameText(query['hub.verify_token'] ?? '', verifyToken))
    return { outcome: 'forged', reason: 'the verify token is another' };
  // It is sent back as it came: nothing that a browser could take for more than a word.
  if (!/^[\w.-]{1,200}$/.test(challenge)) return { outcome: 'forged', reason: 'the challenge is none' };
  return { status: 200, contentType: 'text/plain', body: challenge };
}

/** One event of a call, with the id and the customer it belongs to. */
export interface CutEvent {
  /** The vendor's id; undefined where it has none. */
  id: string | undefined;
  /** Whose it is. */
  customer: string | undefined;
  /** The same event as a call of its own, in the vendor's shape. */
  call: Json;
}

/**
 * Checks the signature and cuts the call by `cut`. What is genuine but cannot be cut (no JSON, another object, nested too
 * deep to be written again) is one delivery, whole.
 */
export function openCall(
  { headers, body }: WebhookRequest,
  { appSecret }: MetaSecrets,
  cut: (entry: Json, object: string) => CutEvent[],
): Forged | { outcome: 'opened'; deliveries: VendorDelivery[] } {
  const header = headers['x-hub-signature-256'];
  if (!isSigned(body, header, appSecret))
    return { outcome: 'forged', reason: header ? 'the signature is not of this body' : 'there is no signature' };
  return { outcome: 'opened', deliveries: cutOpen(body, cut) ?? [whole(body)] };
}

const whole = (body: Buffer): VendorDelivery => ({ externalId: `sha256:${sha256(body)}`, raw: body });

function cutOpen(body: Buffer, cut: (entry: Json, object: string) => CutEvent[]): VendorDelivery[] | undefined {
  const call = parseObject(body);
  if (!call || !Array.isArray(call['entry'])) return undefined;
  const object = idOf(call['object']) ?? '';
  try {
    return objectsOf(call['entry'], Infinity).flatMap((entry) => cut(entry, object).map(deliveryOf));
  } catch (error) {
    // JSON.parse takes any depth, JSON.stringify does not.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function deliveryOf({ id, customer, call }: CutEvent): VendorDelivery {
  const raw = Buffer.from(JSON.stringify(call));
  return { externalId: id ?? `sha256:${sha256(raw)}`, raw, ...(customer ? { orderKey: customer } : {}) };
}
