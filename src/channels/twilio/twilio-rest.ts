import { type VendorCall, type VendorHttp, type VendorResponse, AnswerUnreadable, VendorSilent } from '../drawers/vendor-http.js';

/** Whose account is used, and as whom: its auth token, or an API key of it. */
export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  /** Both or neither. The auth token is needed all the same: only it signs webhooks. */
  apiKeySid?: string | undefined;
  apiKeySecret?: string | undefined;
}

/**
 * - `done`: 2xx, with its JSON object. `refused`: 4xx, and asking again would not help; `code` is Twilio's own number.
 * - `later`: silence, too many calls, Twilio's fault, or credentials that a person can mend.
 */
export type TwilioAnswer =
  | { outcome: 'done'; json: Record<string, unknown> }
  | { outcome: 'refused'; status: number; code: number | undefined; reason: string }
  | { outcome: 'later'; reason: string; afterMs?: number };

/** Throttled: too many requests, too many at once, the queue of this sender is full. */
const throttled = new Set([20429, 20005, 14107, 30001, 63018]);

/** A resource of the account: `path` begins behind `/2010-04-01/Accounts/{sid}`, e.g. `/Messages.json`. Never rejects. */
export async function callTwilio(
  http: VendorHttp,
  account: TwilioAccount,
  path: string,
  call: { method?: VendorCall['method']; form?: URLSearchParams } = {},
): Promise<TwilioAnswer> {
  const url = `${http.base('twilio')}/2010-04-01/Accounts/${encodeURIComponent(account.accountSid)}${path}`;
  const method = call.method ?? (call.form ? 'POST' : 'GET');
  try {
    return readTwilioAnswer(
      await http.call({ method, url, headers: twilioAuthorization(account), ...(call.form ? { form: call.form } : {}) }),
    );
  } catch (error) {
    if (!(error instanceof VendorSilent)) throw error;
    const what =
      error instanceof AnswerUnreadable ? 'answered something that cannot be read' : `did not answer (${error.message})`;
    return { outcome: 'later', reason: `Twilio ${what}` };
  }
}

/** Basic authorisation, as a header. */
export function twilioAuthorization(account: TwilioAccount): { authorization: string } {
  const [user, password] =
    account.apiKeySid && account.apiKeySecret
      ? [account.apiKeySid, account.apiKeySecret]
      : [account.accountSid, account.authToken];
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** Pure: what an answer of the REST API means for whoever asked. */
export function readTwilioAnswer(response: VendorResponse): TwilioAnswer {
  const json = isObject(response.json) ? response.json : undefined;
  const { status } = response;
  if (status >= 200 && status < 300)
    return json || status === 204
      ? { outcome: 'done', json: json ?? {} }
      : { outcome: 'later', reason: `Twilio answered ${status} with something that is no JSON` };
  const code = typeof json?.['code'] === 'number' ? json['code'] : undefined;
  const reason = troubleOf(json?.['message'], code, status);
  if (status === 429 || (code !== undefined && throttled.has(code)))
    return { outcome: 'later', reason, ...retryAfter(response.headers['retry-after']) };
  if (status >= 500 || status === 408) return { outcome: 'later', reason, ...retryAfter(response.headers['retry-after']) };
  // A refused sign-in is ours to mend and must not cost a customer their answer.
  if (status === 401 || status === 403 || code === 20003)
    return code === undefined || code === 20003
      ? { outcome: 'later', reason: `Twilio refused to sign us in: ${reason}` }
      : { outcome: 'refused', status, code, reason };
  if (status >= 400) return { outcome: 'refused', status, code, reason };
  return { outcome: 'later', reason: `Twilio answered ${status}` };
}

function troubleOf(message: unknown, code: number | undefined, status: number): string {
  const said = typeof message === 'string' ? message.replace(/\s+/g, ' ').trim().slice(0, 300) : '';
  if (code === undefined) return said || `Twilio answered ${status}`;
  return said ? `${code}: ${said}` : `Twilio error ${code}`;
}

function retryAfter(header: string | undefined): { afterMs?: number } {
  return header && /^\d{1,5}$/.test(header.trim()) ? { afterMs: Number(header.trim()) * 1000 } : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
