import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { PARTY_GRACE_MS } from '../../core/lifecycle/call.js';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { besideRoom, type End, lineRoom, namespaceOf } from './line-rooms.js';

/** A process that is killed says nothing more: its ends of calls are known to be gone by then. */
export const LEASE_MS = 30_000;
const everyMs = 10_000;

interface Line {
  socketId: string;
  end: End;
  line: string;
}

/** What each party's lease is, and whose it must still be to be changed. */
const columnsOf = {
  customer: { until: 'customer_until', line: 'customerLine', theirs: 'l.agent IS NULL' },
  agent: { until: 'agent_until', line: 'agentLine', theirs: 'c.agent_id = l.agent' },
} as const;

/**
 * The ends of calls whose sockets are with this process, each a lease in the row of its call: renewed while the socket lives, cut
 * down to a grace when it closes. Of several sockets of one party the one that joined last is the end.
 */
@Injectable()
export class CallLines implements OnModuleInit, OnModuleDestroy {
  /** By socket and end. */
  private readonly lines = new Map<string, Line>();
  private readonly watched = new WeakSet<Socket>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.renew(), everyMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The socket is this end from now on; another that was is told so and hears no more. */
  async take(socket: Socket, end: End, line: string): Promise<void> {
    const room = lineRoom(end);
    const others = namespaceOf(this.realtime, end.party).in(room).except(socket.id);
    others.emit('call.moved', { callId: end.callId });
    others.socketsLeave(room);
    await socket.join(room);
    const key = `${socket.id} ${room}`;
    this.lines.set(key, { socketId: socket.id, end, line });
    if (!this.watched.has(socket)) socket.once('disconnect', () => this.lost(socket.id));
    this.watched.add(socket);
    await this.write([{ socketId: socket.id, end, line }], LEASE_MS, true);
  }

  /** Nobody is at this end any more, whichever process their socket is with. */
  part(end: End): void {
    namespaceOf(this.realtime, end.party).in(lineRoom(end)).socketsLeave(lineRoom(end));
  }

  /** Nobody hears the call from beside it any more. */
  partGuests(callId: string): void {
    namespaceOf(this.realtime, 'agent').in(besideRoom(callId)).socketsLeave(besideRoom(callId));
  }

  /** All ends of this process, once more. One that another socket took, or whose call is over, is forgotten. */
  async renew(): Promise<void> {
    for (const [key, { socketId, end }] of this.lines) {
      const socket = namespaceOf(this.realtime, end.party).sockets.get(socketId);
      if (!socket?.rooms.has(lineRoom(end))) this.lines.delete(key);
    }
    await this.write([...this.lines.values()], LEASE_MS).catch((error: unknown) =>
      this.log.warn({ err: error }, 'the ends of calls were not renewed'),
    );
  }

  private lost(socketId: string): void {
    const gone = [...this.lines].filter(([, line]) => line.socketId === socketId);
    for (const [key] of gone) this.lines.delete(key);
    const lines = gone.map(([, line]) => line);
    this.write(lines, PARTY_GRACE_MS).catch((error: unknown) =>
      this.log.warn({ err: error, calls: lines.length }, 'a lost end of a call was not written; its lease tells'),
    );
  }

  /** Only for whoever is the end: the line in the row says so. `anew`: they are from now on. */
  private async write(lines: readonly Line[], forMs: number, anew = false): Promise<void> {
    for (const party of ['customer', 'agent'] as const) {
      const of = lines.filter(({ end }) => end.party === party);
      if (of.length === 0) continue;
      const { until, line, theirs } = columnsOf[party];
      await this.db.run(
        `UPDATE calls c SET ${until} = app_now() + $4 * interval '1 ms', touched_at = app_now()
           ${anew ? `, details = c.details || jsonb_build_object('${line}', l.line)` : ''}
         FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS l(id, line, agent)
         WHERE c.id = l.id AND c.ended_at IS NULL AND ${theirs} ${anew ? '' : `AND c.details ->> '${line}' = l.line`}`,
        [
          ...[of.map(({ end }) => end.callId), of.map((one) => one.line)],
          ...[of.map(({ end }) => (end.party === 'agent' ? end.agentId : null)), forMs],
        ],
      );
    }
  }
}
