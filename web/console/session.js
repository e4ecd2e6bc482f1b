import { accessToken, call, onExpired, useToken } from './api.js';
import { changed, forget, state } from './store.js';

/** The server warns a minute before the end; this is a little earlier. */
const EARLY_S = 75;

/** Remembers that somebody signed in here, not who: only then is there a cookie worth asking with. */
const KEY = 'throughline.console.signed-in';

/** @param {boolean} isSignedIn */
function remember(isSignedIn) {
  try {
    if (isSignedIn) window.localStorage.setItem(KEY, '1');
    else window.localStorage.removeItem(KEY);
  } catch {
    // Without storage every visit asks.
  }
}

/** False where this browser certainly has no sign-in to go on with. */
export function maySignInAgain() {
  try {
    return window.localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<boolean> | null} */
let running = null;
/** @type {(token: string) => void} */
let announce = () => undefined;
/** @type {() => void} */
let ended = () => undefined;

/**
 * @param {(token: string) => void} renewed told each new token after the first
 * @param {() => void} over told when nobody is signed in any more
 */
export function watchSession(renewed, over) {
  announce = renewed;
  ended = over;
  onExpired(renew);
}

/** @param {{ accessToken: string, expiresInS: number, agent?: import('./store.js').Me }} answer */
async function take(answer) {
  useToken(answer.accessToken);
  remember(true);
  clearTimeout(timer);
  const inS = Math.max(answer.expiresInS - EARLY_S, Math.min(20, answer.expiresInS / 2));
  timer = setTimeout(() => void renew(), inS * 1000);
  if (answer.agent) state.me = answer.agent;
  if (!state.me) {
    const me = await call('GET', '/v1/me');
    state.me = me.agent ?? me;
  }
  changed('me');
}

/** @param {string} email @param {string} password @throws {import('./api.js').Refusal} */
export async function signIn(email, password) {
  await take(await call('POST', '/v1/auth/login', { email, password }));
}

/** A new access token by the refresh cookie; several callers share one request. @returns {Promise<boolean>} */
export function renew() {
  running ??= renewOnce().finally(() => (running = null));
  return running;
}

async function renewOnce() {
  const had = accessToken();
  // The refresh token changes with each use: two tabs must not use the same one at once.
  const once = () => call('POST', '/v1/auth/refresh');
  try {
    await take(await (navigator.locks ? navigator.locks.request('throughline.refresh', once) : once()));
    if (had) announce(accessToken());
    return true;
  } catch (error) {
    const status = /** @type {any} */ (error).problem?.status;
    if (status === 401 || status === 403) {
      remember(false);
      if (had) signedOut();
    } else if (had) {
      // No answer says nothing about the sign-in: try again soon.
      timer = setTimeout(() => void renew(), 5_000);
    } else if (status !== 400) throw error;
    return false;
  }
}

export async function signOut() {
  // Offline first: work must not be offered to somebody who has left.
  await call('PUT', '/v1/me/presence', { state: 'offline' }).catch(() => null);
  await call('POST', '/v1/auth/logout').catch(() => null);
  signedOut();
}

function signedOut() {
  clearTimeout(timer);
  remember(false);
  useToken('');
  forget();
  ended();
}
