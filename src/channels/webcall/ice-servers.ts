import { createHmac } from 'node:crypto';
import type { Config } from '../../config/config.js';
import type { IceServer } from '../../contracts/call-sockets.js';

/**
 * What the parties of one call are given to find each other. A TURN server's password is made for this call and ends by itself
 * (the scheme of coturn's `use-auth-secret`: the user is the moment of its end and a name, the password the HMAC of that).
 */
export function iceServersFor(
  { iceServers, turn }: Pick<Config, 'iceServers' | 'turn'>,
  callId: string,
  nowMs: number,
): IceServer[] {
  if (!turn) return [...iceServers];
  const username = `${Math.floor(nowMs / 1000) + turn.ttlS}:${callId}`;
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  return [...iceServers, { urls: turn.urls, username, credential }];
}
