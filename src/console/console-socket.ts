import type { SignedIn } from '../accounts/principal.js';
import type { ConsoleClientEvents, ConsoleServerEvents } from '../contracts/sockets.js';
import type { Realtime, TypedNamespace } from '../platform/realtime/realtime.js';

/** What the handshake proved, and what this socket was told since. */
export interface ConsoleSocketData {
  principal: SignedIn;
  /** Which of the agent's devices it is. */
  device: string;
  /** Rooms it enters when it is connected. */
  rooms: string[];
  /** It was told that its token is about to end. */
  warned: boolean;
  /** It has been brought up to date since it connected. */
  synced: boolean;
}

export type ConsoleNamespace = TypedNamespace<ConsoleClientEvents, ConsoleServerEvents, ConsoleSocketData>;
export type ConsoleSocket = ConsoleNamespace extends { sockets: Map<string, infer Socket> } ? Socket : never;

export const consoleOf = (realtime: Realtime): ConsoleNamespace => realtime.io.of('/console') as ConsoleNamespace;
