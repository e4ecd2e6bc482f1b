import { Inject, Injectable } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import type { SignedIn } from '../../accounts/principal.js';
import { Sessions } from '../../accounts/sign-in/sessions.repository.js';
import type { ConsoleClientEvents } from '../../contracts/sockets.js';
import { Clock } from '../../platform/clock/clock.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { Refusal } from '../../platform/http/refusal.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { acked, toSocketProblem } from '../../platform/realtime/acked.js';
import type { ConsoleSocket } from '../console-socket.js';

/** Per agent, over all their sockets; what a busy person clicks and types stays far below. */
export const commandLimit = { name: 'console-commands', points: 60, seconds: 10 };

/** Registers a command: its name, the class that checks its body, and what it does. Its answer is the acknowledgement. */
export type RegisterCommand = <Body extends object>(
  name: keyof ConsoleClientEvents,
  body: ClassConstructor<Body>,
  run: (body: Body, agent: SignedIn) => Promise<object | void>,
) => void;

/** What every command passes: the agent's limit, the body's class, a session that still lives. */
@Injectable()
export class SocketGate {
  constructor(
    private readonly limits: RateLimits,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Commands of one socket run one after the other: two messages sent in a breath stay in their order. */
  open(socket: ConsoleSocket): RegisterCommand {
    socket.use((packet, next) => void this.admit(socket, packet, next));
    let turn: Promise<unknown> = Promise.resolve();
    return (name, type, run) => {
      const handler = acked(type, this.log, (body) => {
        const work = async () => {
          await this.assertLive(socket);
          return run(body, socket.data.principal);
        };
        const done = turn.then(work);
        turn = done.catch(() => undefined);
        return done;
      });
      socket.on(name, handler as never);
    };
  }

  /** A packet over the limit goes no further and is answered at once; a malformed one costs as much as a good one. */
  private async admit(socket: ConsoleSocket, packet: unknown[], next: () => void): Promise<void> {
    try {
      await this.limits.spend(commandLimit, socket.data.principal.id);
    } catch (error) {
      const ack = packet.at(-1);
      if (typeof ack === 'function') (ack as (answer: object) => void)({ ok: false, problem: toSocketProblem(error, this.log) });
      return;
    }
    next();
  }

  /** A sign-out counts for commands at once, not when the next round of checks closes the socket. */
  private async assertLive(socket: ConsoleSocket): Promise<void> {
    const { sessionId, expiresAt } = socket.data.principal;
    if (expiresAt <= this.clock.now()) throw new Refusal('token_expired', 'The access token has expired; refresh it.');
    if ((await this.sessions.liveAmong([sessionId])).has(sessionId)) return;
    setImmediate(() => socket.disconnect());
    throw new Refusal('token_invalid', 'The session has ended; sign in again.');
  }
}
