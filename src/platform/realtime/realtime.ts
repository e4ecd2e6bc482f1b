import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { type DefaultEventsMap, type Namespace, Server } from 'socket.io';
import type { Log } from '../logging/log.js';

/** A namespace typed by its maps in `contracts/sockets`; `Data` is what the handshake proved. */
export type TypedNamespace<In extends object, Out extends object, Data> = Namespace<
  In & DefaultEventsMap,
  Out & DefaultEventsMap,
  DefaultEventsMap,
  Data
>;

/**
 * The process's socket.io server. Rooms reach sockets of every process through Redis streams where there is Redis.
 * socket.io delivers at most once; sequence numbers, `sync` and `tick` close the gaps.
 */
export class Realtime {
  readonly io: Server;
  private readonly redis: Redis | undefined;

  constructor(redisUrl: string | undefined, log: Log) {
    if (redisUrl) {
      this.redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
      this.redis.on('error', (error) => log.debug({ err: error }, 'Redis is not reached by the sockets'));
    }
    this.io = new Server({
      serveClient: true,
      maxHttpBufferSize: 256 * 1024,
      pingInterval: 20_000,
      pingTimeout: 20_000,
      // Who may connect is checked in each namespace's handshake; tokens travel in it, never in cookies.
      cors: { origin: true, credentials: false },
      ...(this.redis ? { adapter: createAdapter(this.redis, { streamName: 'throughline-sockets' }) } : {}),
    });
  }

  attach(server: HttpServer): void {
    this.io.attach(server);
  }

  async stop(): Promise<void> {
    await this.io.close();
    this.redis?.disconnect();
  }
}
