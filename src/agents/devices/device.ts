import { Refusal } from '../../platform/http/refusal.js';

/** A console's socket, or whatever calls over HTTP with the tokens of one session. */
export interface Device {
  agentId: string;
  id: string;
  kind: 'socket' | 'http';
  sessionId: string;
}

const wellFormed = /^[\x21-\x7e]{1,100}$/;

/**
 * The id a client gave itself in the handshake. One that gave none is known by its session, which outlives a reload:
 * a socket's own id would make every reconnect a stranger.
 * @throws Refusal `invalid_request`
 */
export function deviceIdOf(said: unknown, sessionId: string): string {
  if (said === undefined || said === null) return sessionId;
  if (typeof said === 'string' && wellFormed.test(said)) return said;
  const detail = 'must be 1 to 100 visible ASCII characters';
  throw new Refusal('invalid_request', `auth.device ${detail}.`, { errors: [{ pointer: '/device', detail }] });
}

export const sameDevice = (one: Device, other: Device): boolean =>
  one.agentId === other.agentId && one.id === other.id && one.kind === other.kind;
