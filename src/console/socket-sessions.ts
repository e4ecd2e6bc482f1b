import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Sessions } from '../accounts/sign-in/sessions.repository.js';
import { type Device, sameDevice } from '../agents/devices/device.js';
import { Devices } from '../agents/devices/devices.service.js';
import { GRACE_S } from '../agents/presence.repository.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { type ConsoleSocket, consoleOf } from './console-socket.js';
import { readPositions } from './positions.queries.js';

const warnBeforeMs = 60_000;
/** Twice within the grace: a device with two windows, in two processes, is not lost with the first of them. */
const renewEveryMs = (GRACE_S / 2) * 1_000;

/**
 * How long each socket of this process may live, and what its life means: it ends with its token or its session, and
 * while it is open it keeps its agent's presence. A socket that closes changes no state: only the grace is left to its
 * agent then, so that a reload or a tunnel costs nobody their place.
 */
@Injectable()
export class SocketSessions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();
  private renewing: Promise<void> = Promise.resolve();

  constructor(
    private readonly realtime: Realtime,
    private readonly sessions: Sessions,
    private readonly devices: Devices,
    private readonly clock: Clock,
    private readonly db: Database,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.every(1_000, 'tokens', () => this.checkTokens());
    this.every(10_000, 'sessions', () => this.checkSessions());
    this.every(10_000, 'ticks', () => this.tick());
    this.every(renewEveryMs, 'leases', () => (this.renewing = this.renewLeases()));
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.running);
  }

  welcome(socket: ConsoleSocket): void {
    const met = this.run('devices', () => this.devices.connected(deviceOf(socket)));
    socket.once('disconnect', (reason) => {
      // The server goes, not the agent: the device has the rest of its lease to find another process.
      if (reason === 'server shutting down') return;
      void this.run('devices', async () => {
        await met;
        await this.left(deviceOf(socket));
      });
    });
  }

  /** A reload connects before its old socket is known to be dead: the device is lost with the last of its sockets. */
  private async left(device: Device): Promise<void> {
    // A renewal under way that is written after the loss would undo it.
    await this.renewing.catch(() => undefined);
    if (!this.sockets().some((socket) => sameDevice(deviceOf(socket), device))) await this.devices.lost(device);
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
    const byDevice = new Map(this.sockets().map((socket) => [`${socket.data.principal.id} ${socket.data.device}`, socket]));
    for (const socket of byDevice.values()) if (socket.connected) await this.devices.alive(deviceOf(socket));
  }

  private sockets(): ConsoleSocket[] {
    return [...consoleOf(this.realtime).sockets.values()];
  }

  private every(ms: number, what: string, act: () => Promise<void> | void): void {
    const timer = setInterval(() => void this.run(what, act), ms);
    timer.unref();
    this.timers.push(timer);
  }

  /** A round that fails (the database is away) is made up for by the next one. */
  private run(what: string, act: () => Promise<void> | void): Promise<void> {
    const round = (async () => act())().catch((error: unknown) =>
      this.log.warn({ err: error, what }, 'a round over the console sockets failed'),
    );
    const done = round.finally(() => this.running.delete(done));
    this.running.add(done);
    return done;
  }
}

const deviceOf = ({ data: { principal, device } }: ConsoleSocket): Device => ({
  agentId: principal.id,
  id: device,
  kind: 'socket',
  sessionId: principal.sessionId,
});
