import { accessToken, call, onExpired, useAccessToken } from './api.js';
import { type Me, desk, forget } from './desk.js';
import { Refusal } from './problem.js';

interface SignedIn {
  accessToken: string;
  expiresInS: number;
  agent?: Me;
}

/** The server warns a minute before the end; this is a little earlier. */
const EARLY_S = 75;

/** Remembers that somebody signed in here, not who: only then is there a cookie worth asking with. */
const KEY = 'throughline.console.signed-in';

function remember(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage every visit asks.
  }
}

/** False where this browser certainly has no sign-in to go on with. */
export function maySignInAgain(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<boolean> | null = null;
let announce: (token: string) => void = () => undefined;

/** @param renewed told each new token after the first */
export function watchSession(renewed: (token: string) => void): void {
  announce = renewed;
  onExpired(renewOrWait);
}

/** Acts that found the sign-in ended, until somebody signs in again. */
const waiting: { who: string | undefined; settle: (isBack: boolean) => void }[] = [];

/**
 * True where there is a new token. Where only a person can bring one, the act waits for them and is then carried out as it was
 * wished; under another person it is not.
 */
async function renewOrWait(): Promise<boolean> {
  if (await renew()) return true;
  const { me, isSignedOut } = desk.getState();
  return isSignedOut && new Promise<boolean>((settle) => waiting.push({ who: me?.id, settle }));
}

async function take(answer: SignedIn): Promise<void> {
  useAccessToken(answer.accessToken);
  remember(true);
  clearTimeout(timer);
  const inS = Math.max(answer.expiresInS - EARLY_S, Math.min(20, answer.expiresInS / 2));
  timer = setTimeout(() => void renew(), inS * 1000);
  const me = answer.agent ?? desk.getState().me ?? (await call<{ agent: Me }>('GET', '/v1/me')).agent;
  // Another person on the same page: nothing of the first one's may stay.
  if (desk.getState().me && desk.getState().me?.id !== me.id) forget();
  desk.setState({ me, isSignedOut: false });
  for (const one of waiting.splice(0)) one.settle(one.who === me.id);
}

/** @throws Refusal */
export async function signIn(email: string, password: string): Promise<void> {
  await take(await call<SignedIn>('POST', '/v1/auth/login', { email, password }));
}

/** A new access token by the refresh cookie; several callers share one request. */
export function renew(): Promise<boolean> {
  running ??= renewOnce().finally(() => (running = null));
  return running;
}

async function renewOnce(): Promise<boolean> {
  const had = accessToken();
  // The refresh token changes with each use: two tabs must not use the same one at once.
  const once = (): Promise<SignedIn> => call<SignedIn>('POST', '/v1/auth/refresh');
  try {
    await take(await ('locks' in navigator ? navigator.locks.request('throughline.refresh', once) : once()));
    if (had) announce(accessToken());
    return true;
  } catch (error) {
    const status = error instanceof Refusal ? error.problem?.status : undefined;
    if (status === 401 || status === 403) {
      remember(false);
      useAccessToken('');
      // What is on the screen and what was typed stays: the same person signs in over it and goes on.
      desk.setState({ isSignedOut: true });
    } else if (had) {
      // No answer says nothing about the sign-in: try again soon.
      timer = setTimeout(() => void renew(), 5_000);
    } else if (status !== 400) throw error;
    return false;
  }
}

const doubts = new Set<() => Promise<boolean>>();

/** Asked before a sign-out by hand; one that says false stops it. */
export function onSignOut(ask: () => Promise<boolean>): () => void {
  doubts.add(ask);
  return () => void doubts.delete(ask);
}

const leavers = new Set<(agentId: string) => void>();

/** Told whom this browser knows no longer: what is kept of theirs goes, too. */
export function onSignedOut(hear: (agentId: string) => void): void {
  leavers.add(hear);
}

export async function signOut(): Promise<void> {
  for (const ask of doubts) if (!(await ask())) return;
  // Off line first: work must not be offered to somebody who has left.
  await call('PUT', '/v1/me/presence', { state: 'offline' }).catch(() => undefined);
  await call('POST', '/v1/auth/logout').catch(() => undefined);
  clearTimeout(timer);
  remember(false);
  useAccessToken('');
  const { me } = desk.getState();
  forget();
  if (me) for (const hear of leavers) hear(me.id);
}
