import type { Config } from './config.js';

type Fail = (variable: string, detail: string) => never;

const stunOrTurn = /^(stun|stuns|turn|turns):[^\s]+$/;
const most = 10;

/** `ICE_SERVERS`: a JSON list as browsers take it, `[{"urls": ["stun:…"], "username"?: …, "credential"?: …}]`. */
export function iceServersOf(value: string | undefined, fail: Fail): Config['iceServers'] {
  if (value === undefined) return [];
  const wrong = (): never =>
    fail('ICE_SERVERS', 'must be a JSON list of at most 10 {"urls": ["stun:…" or "turn:…"], "username", "credential"}');
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return wrong();
  }
  if (!Array.isArray(parsed) || parsed.length > most) return wrong();
  return Object.freeze(parsed.map((one: unknown) => serverOf(one) ?? wrong()));
}

function serverOf(one: unknown): Config['iceServers'][number] | undefined {
  if (typeof one !== 'object' || one === null) return undefined;
  const { urls, username, credential, ...rest } = one as Record<string, unknown>;
  const list = typeof urls === 'string' ? [urls] : urls;
  if (Object.keys(rest).length > 0 || !Array.isArray(list) || list.length === 0 || list.length > most) return undefined;
  if (!list.every((url): url is string => typeof url === 'string' && stunOrTurn.test(url))) return undefined;
  if (![username, credential].every((text) => text === undefined || typeof text === 'string')) return undefined;
  return {
    urls: list,
    ...(username === undefined ? {} : { username: username as string }),
    ...(credential === undefined ? {} : { credential: credential as string }),
  };
}

/** `TURN_URL` (several by commas), `TURN_SECRET`, `TURN_TTL_S`. */
export function turnOf(read: (name: string) => string | undefined, fail: Fail): Config['turn'] {
  const [url, secret, ttl] = [read('TURN_URL'), read('TURN_SECRET'), read('TURN_TTL_S') ?? '14400'];
  if (url === undefined && secret === undefined) return undefined;
  if (secret === undefined) return fail('TURN_SECRET', 'is needed with TURN_URL: passwords are made from it');
  if (url === undefined) return fail('TURN_URL', 'is needed with TURN_SECRET');
  const urls = url.split(',').map((one) => one.trim());
  if (!urls.every((one) => /^turns?:[^\s]+$/.test(one))) return fail('TURN_URL', 'must be turn: or turns: addresses, by commas');
  const ttlS = Number(ttl);
  if (!Number.isInteger(ttlS) || ttlS < 60 || ttlS > 86_400) return fail('TURN_TTL_S', 'must be a whole number from 60 to 86400');
  return Object.freeze({ urls, secret, ttlS });
}
