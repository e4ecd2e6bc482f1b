import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../drawers/drawer.js';

/** Far more than Twilio ever sends; more is not read, so that a stranger cannot make us sort a million names. */
const mostFields = 1_000;

export type TwilioCall = { outcome: 'genuine'; fields: URLSearchParams } | { outcome: 'forged'; reason: string };

/**
 * Checks `X-Twilio-Signature`: base64 of HMAC-SHA1, keyed with the account's auth token, over the address as Twilio called
 * it and every form field, sorted by name, name and value run together. A body that is no form is named by its SHA-256 in
 * the query (`bodySHA256`), and the address alone is signed. API keys never sign: it is always the auth token.
 * `fields` are those of the form, or of the query for a GET or a body that is no form.
 */
export function checkTwilioSignature(request: WebhookRequest, authToken: string): TwilioCall {
  const given = request.headers['x-twilio-signature'];
  if (!given) return { outcome: 'forged', reason: 'X-Twilio-Signature is missing' };
  const hash = bodyHash(request.url);
  if (hash !== null && !same(sha256(request.body), hash.toLowerCase()))
    return { outcome: 'forged', reason: 'bodySHA256 is not the hash of the body' };
  const isForm = hash === null && request.method === 'POST';
  const form = new URLSearchParams(isForm ? request.body.toString('utf8') : '');
  if (form.size > mostFields) return { outcome: 'forged', reason: `more than ${mostFields} fields` };
  const signed = isForm ? joined(form) : '';
  if (!addresses(request.url).some((url) => same(sign(authToken, url + signed), given)))
    return {
      outcome: 'forged',
      reason: 'X-Twilio-Signature does not match: is the auth token right, and PUBLIC_URL as Twilio sees it?',
    };
  return { outcome: 'genuine', fields: isForm ? form : new URLSearchParams(queryOf(request.url)) };
}

/** What Twilio would send along with this call. `fields` null for a body that is no form. */
export function twilioSignature(authToken: string, url: string, fields: URLSearchParams | null): string {
  return sign(authToken, url + (fields ? joined(fields) : ''));
}

function sign(authToken: string, text: string): string {
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** A field that comes several times counts once per value, its values sorted too. */
function joined(form: URLSearchParams): string {
  return [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('');
}

/** Twilio signs the standard port sometimes and leaves a written one out sometimes; all three spellings are one address. */
function addresses(url: string): string[] {
  const match = /^(https?):\/\/([^/?#]*?)(:\d+)?(?=[/?#]|$)/i.exec(url);
  if (!match) return [url];
  const [whole, scheme, host, port] = match;
  const rest = url.slice(whole.length);
  const standard = scheme!.toLowerCase() === 'https' ? ':443' : ':80';
  return [url, `${scheme}://${host}${rest}`, `${scheme}://${host}${port ?? standard}${rest}`];
}

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start + 1);
}

function bodyHash(url: string): string | null {
  return new URLSearchParams(queryOf(url)).get('bodySHA256');
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function same(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
