import { createServer, type Server as HttpServer } from 'node:http';
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

/** A Redis that hangs must not hold up anybody's news: then the others are taken to be there. */
const countTimeoutMs = 250;

/**
 * The process's socket.io server. Rooms reach sockets of every process through Redis streams where there is Redis.
 * socket.io delivers at most once; sequence numbers, `sync` and `tick` close the gaps.
 */
export class Realtime {
  readonly io: Server;
  private readonly connections: Redis[] = [];
  private attached = false;

  constructor(redisUrl: string | undefined, log: Log) {
    this.io = new Server({
      serveClient: true,
      maxHttpBufferSize: 256 * 1024,
      pingInterval: 20_000,
      pingTimeout: 20_000,
      // Who may connect is checked in each namespace's handshake; tokens travel in it, never in cookies.
      cors: { origin: true, credentials: false },
      ...(redisUrl ? { adapter: createAdapter(this.connect(redisUrl, log), { streamName: 'throughline-sockets' }) } : {}),
    });
    // The default namespace has no door of ours: nobody is let in.
    this.io.of('/').use((_socket, next) => next(new Error('connect to /widget or /console')));
  }

  attach(server: HttpServer): void {
    this.io.attach(server);
    this.attached = true;
  }

  /** Whether no other process holds sockets, so that its own rooms are all the rooms there are. False where that is not known. */
  async isAlone(): Promise<boolean> {
    const [redis] = this.connections;
    if (!redis) return true;
    if (redis.status !== 'ready') return false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<number>((resolve) => (timer = setTimeout(resolve, countTimeoutMs, Infinity)));
    const counted = this.io
      .of('/')
      .adapter.serverCount()
      .catch(() => Infinity);
    return (await Promise.race([counted, late]).finally(() => clearTimeout(timer))) <= 1;
  }

  async stop(): Promise<void> {
    // Only `close` ends the adapter's reading, and it needs an engine, which a start that failed never attached.
    if (!this.attached) this.io.attach(createServer());
    await this.io.close();
    for (const connection of this.connections) connection.disconnect();
  }

  /** The adapter reads on duplicates of its connection and leaves them open for seconds: all are noted, to be closed by us. */
  private connect(redisUrl: string, log: Log): Redis {
    const keep = (connection: Redis): Redis => {
      connection.on('error', (error) => log.debug({ err: error }, 'Redis is not reached by the sockets'));
      this.connections.push(connection);
      return connection;
    };
    const redis = keep(new Redis(redisUrl, { maxRetriesPerRequest: null }));
    const duplicate = redis.duplicate.bind(redis);
    redis.duplicate = (override) => keep(duplicate(override));
    return redis;
  }
}
