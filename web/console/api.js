/** @typedef {import('../../src/contracts/errors.js').Problem} Problem */

/** An answer that refuses; `problem` is null when there was no answer at all. */
export class Refusal extends Error {
  /** @param {Partial<Problem> | null} problem */
  constructor(problem) {
    super(problemLine(problem));
    this.problem = problem;
  }
}

/**
 * A problem document as one line a person can read.
 * @param {Partial<Problem> | null | undefined} problem
 */
export function problemLine(problem) {
  if (!problem) return 'There is no connection to the server.';
  const field = problem.errors?.[0];
  const title = problem.title ?? 'Something went wrong';
  // The detail is a sentence that says it all; the title is only its heading.
  const line = problem.detail ?? (field ? `${title}: ${field.pointer} ${field.detail}` : title);
  return problem.status && problem.status >= 500 && problem.requestId ? `${line} (request ${problem.requestId})` : line;
}

/** The access token lives here and nowhere else: not in storage, not in an address. */
const access = {
  token: '',
  /** How far the server's clock is ahead of this one, for countdowns. */
  clockAheadMs: 0,
  /** @type {() => Promise<boolean>} */
  renew: async () => false,
};

/** @param {string} token */
export function useToken(token) {
  access.token = token;
}

export function accessToken() {
  return access.token;
}

/** @param {() => Promise<boolean>} renew called once when a token is found expired; true when there is a new one */
export function onExpired(renew) {
  access.renew = renew;
}

/** Now, by the server's clock (to the second). */
export function serverNow() {
  return Date.now() + access.clockAheadMs;
}

/** @param {Response} answer */
function readClock(answer) {
  const date = Date.parse(answer.headers.get('date') ?? '');
  // The header has whole seconds, on average half a second ago; a smaller difference is noise.
  const ahead = date + 500 - Date.now();
  access.clockAheadMs = Number.isFinite(ahead) && Math.abs(ahead) > 1_500 ? ahead : 0;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>} the parsed answer, null where there is none
 * @throws {Refusal} for every answer that is not 2xx, and when no answer came
 */
export async function call(method, path, body) {
  let answer = await request(method, path, body);
  if (answer.status === 401 && access.token && !path.startsWith('/v1/auth/') && (await access.renew())) {
    answer = await request(method, path, body);
  }
  const data = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return data;
  throw new Refusal(data ?? { title: `The server answered ${answer.status}`, status: answer.status });
}

/** @param {string} method @param {string} path @param {object} [body] */
async function request(method, path, body) {
  try {
    const answer = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body && !(body instanceof FormData) ? { 'content-type': 'application/json' } : {}),
        ...(access.token ? { authorization: `Bearer ${access.token}` } : {}),
      },
      ...(body ? { body: body instanceof FormData ? body : JSON.stringify(body) } : {}),
    });
    readClock(answer);
    return answer;
  } catch {
    throw new Refusal(null);
  }
}

/**
 * Reads a list through its cursor.
 * @param {string} path with its query, without `cursor`
 * @param {number} [pages] at most so many
 * @returns {Promise<any[]>}
 */
export async function list(path, pages = 5) {
  const all = [];
  let cursor = null;
  for (let page = 0; page < pages; page += 1) {
    const next = cursor ? `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : path;
    const answer = await call('GET', next);
    all.push(...(Array.isArray(answer) ? answer : (answer?.data ?? [])));
    cursor = answer?.meta?.nextCursor ?? null;
    if (!cursor) break;
  }
  return all;
}
