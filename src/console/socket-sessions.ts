import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Sessions } from '../accounts/sign-in/sessions.repository.js';
import { Presence } from '../agents/presence.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { type ConsoleSocket, consoleOf } from './console-socket.js';
import { readPositions } from './positions.queries.js';

const warnBeforeMs = 60_000;

/**
 * How long each socket of this process may live, and what its life means: it ends with its token or its session, and
 * while it is open it keeps its agent's presence. A socket that closes changes no state: the lease lapses by itself, so
 * that a reload or a tunnel costs nobody their place.
 */
@Injectable()
export class SocketSessions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly realtime: Realtime,
    private readonly sessions: Sessions,
    private readonly presence: Presence,
    private readonly clock: Clock,
    private readonly db: Database,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.every(1_000, 'tokens', () => this.checkTokens());
    this.every(10_000, 'sessions', () => this.checkSessions());
    this.every(10_000, 'ticks', () => this.tick());
    this.every(30_000, 'leases', () => this.renewLeases());
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.running);
  }

  welcome({ data }: ConsoleSocket): void {
    this.run('leases', () => this.presence.renew(data.principal.id));
  }

  /** Warns a minute before a token ends, and closes what has ended. */
  checkTokens(): void {
    for (const socket of this.sockets()) {
      const leftMs = socket.data.principal.expiresAt - this.clock.now();
      if (leftMs <= 0) socket.disconnect();
      else if (leftMs <= warnBeforeMs && !socket.data.warned) {
        socket.data.warned = true;
        socket.emit('auth.expiring', { expiresInS: Math.ceil(leftMs / 1000) });
      }
    }
  }

  /** Closes what was signed out, disabled or given another role: one read for all sockets. */
  async checkSessions(): Promise<void> {
    const sockets = this.sockets();
    if (sockets.length === 0) return;
    const asked = new Map(sockets.map((socket) => [socket, socket.data.principal.sessionId]));
    const live = await this.sessions.liveAmong([...new Set(asked.values())]);
    // A socket that went on with another session during the read was not asked about.
    for (const [socket, sessionId] of asked)
      if (!live.has(sessionId) && socket.data.principal.sessionId === sessionId) socket.disconnect();
  }

  /** The head of the outbox, so that a lost last event leaves no silent gap. */
  async tick(): Promise<void> {
    if (this.sockets().length === 0) return;
    const { head } = await readPositions(this.db);
    consoleOf(this.realtime).local.emit('tick', { head });
  }

  async renewLeases(): Promise<void> {
    for (const agentId of new Set(this.sockets().map((socket) => socket.data.principal.id))) await this.presence.renew(agentId);
  }

  private sockets(): ConsoleSocket[] {
    return [...consoleOf(this.realtime).sockets.values()];
  }

  private every(ms: number, what: string, act: () => Promise<void> | void): void {
    const timer = setInterval(() => this.run(what, act), ms);
    timer.unref();
    this.timers.push(timer);
  }

  /** A round that fails (the database is away) is made up for by the next one. */
  private run(what: string, act: () => Promise<void> | void): void {
    const round = (async () => act())().catch((error: unknown) =>
      this.log.warn({ err: error, what }, 'a round over the console sockets failed'),
    );
    const done = round.finally(() => this.running.delete(done));
    this.running.add(done);
  }
}
