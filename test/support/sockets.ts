import { io, type Socket } from 'socket.io-client';
import { until } from './until.js';

export interface TestSocket {
  socket: Socket;
  /** Everything received, in order. */
  events: { name: string; body: unknown }[];
  /** The first event of this name (already received or yet to come) that fits. */
  next<T = Record<string, unknown>>(name: string, fits?: (body: T) => boolean): Promise<T>;
  /** Sends a command and gives its acknowledgement. */
  ask<T = Record<string, unknown>>(
    command: string,
    body: unknown,
  ): Promise<T & { ok: boolean; problem?: { code: string; status: number } }>;
  close(): void;
}

/** A connected socket.io client; rejects with the server's connect error. `more` goes into the handshake beside the token. */
export async function connect(
  url: string,
  namespace: '/widget' | '/console',
  token: string,
  more: object = {},
): Promise<TestSocket> {
  const socket = io(url + namespace, {
    auth: { token, ...more },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const events: TestSocket['events'] = [];
  socket.onAny((name: string, body: unknown) => events.push({ name, body }));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return {
    socket,
    events,
    next: <T>(name: string, fits: (body: T) => boolean = () => true): Promise<T> =>
      until(
        `socket event ${name}`,
        () => events.find((event) => event.name === name && fits(event.body as T))?.body as T | undefined,
      ),
    ask: (command, body) => socket.timeout(10_000).emitWithAck(command, body),
    close: () => void socket.close(),
  };
}
