import { cleanNames } from './names.js';
import { Refusal } from './problem.js';

/** The access token lives here and nowhere else: not in storage, not in an address. */
const access = {
  token: '',
  /** How far the server's clock is ahead of this one, in milliseconds: countdowns are right also where the clock is wrong. */
  clockAheadMs: 0,
  renew: (): Promise<boolean> => Promise.resolve(false),
};

export function useAccessToken(token: string): void {
  access.token = token;
}

export function accessToken(): string {
  return access.token;
}

/** @param renew called when a token is found expired; true when there is a new one, maybe only after a person signed in again */
export function onExpired(renew: () => Promise<boolean>): void {
  access.renew = renew;
}

/** Now, by the server's clock (to the second). */
export function serverNow(): number {
  return Date.now() + access.clockAheadMs;
}

function readClock(answer: Response): void {
  const date = Date.parse(answer.headers.get('date') ?? '');
  // The header has whole seconds, on average half a second ago; a smaller difference is noise.
  const ahead = date + 500 - Date.now();
  access.clockAheadMs = Number.isFinite(ahead) && Math.abs(ahead) > 1_500 ? ahead : 0;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface More {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * @returns the parsed answer; undefined where there is none
 * @throws Refusal for every answer that is not 2xx, and when no answer came
 */
export async function call<T = void>(method: Method, path: string, body?: object, more: More = {}): Promise<T> {
  const { data } = await exchange<T>(method, path, body, more);
  return data;
}

/** As `call`, with the record's ETag, which goes into `If-Match` of the change. */
export async function exchange<T>(
  method: Method,
  path: string,
  body?: object,
  more: More = {},
): Promise<{ data: T; etag: string | null }> {
  const { token } = access;
  let answer = await request(method, path, body, more);
  if (answer.status === 401 && token && !path.startsWith('/v1/auth/') && (await access.renew())) {
    answer = await request(method, path, body, more);
  }
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  const data: unknown =
    answer.status === 204 ? undefined : isJson ? cleanNames(await answer.json().catch(() => undefined)) : await answer.text();
  // What was cut off while it was read looks like an answer without a body.
  more.signal?.throwIfAborted();
  if (answer.ok) return { data: data as T, etag: answer.headers.get('etag') };
  throw new Refusal(isJson && data ? (data as object) : { title: `The server answered ${answer.status}`, status: answer.status });
}

async function request(method: Method, path: string, body: object | undefined, { headers, signal }: More): Promise<Response> {
  const isForm = body instanceof FormData;
  try {
    const answer = await fetch(path, {
      method,
      signal: signal ?? null,
      headers: {
        accept: 'application/json',
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
        ...(access.token ? { authorization: `Bearer ${access.token}` } : {}),
        ...headers,
      },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    });
    readClock(answer);
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal(null);
  }
}

interface Page<T> {
  data: T[];
  meta?: { hasMore: boolean; nextCursor: string | null };
}

/** Reads a list through its cursor, at most so many pages of it. `path` has its query, without `cursor`. */
export async function list<T>(path: string, pages = 5): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const next: string = cursor ? `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : path;
    const answer: Page<T> = await call<Page<T>>('GET', next);
    all.push(...answer.data);
    cursor = answer.meta?.nextCursor ?? null;
    if (!cursor) break;
  }
  return all;
}
