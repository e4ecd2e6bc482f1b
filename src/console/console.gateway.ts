import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Tokens } from '../accounts/tokens.service.js';
import { deviceIdOf } from '../agents/devices/device.js';
import { Database } from '../platform/database/database.js';
import { Refusal } from '../platform/http/refusal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { toSocketProblem } from '../platform/realtime/acked.js';
import { Realtime } from '../platform/realtime/realtime.js';
import { ConsoleCommands } from './commands/console-commands.js';
import { type ConsoleSocket, consoleOf } from './console-socket.js';
import { roomsOf } from './snapshot.queries.js';
import { SocketSessions } from './socket-sessions.js';

/** The door of the agents' and supervisors' screens: socket.io namespace `/console`, `auth: {token}`. */
@Injectable()
export class ConsoleGateway implements OnModuleInit {
  constructor(
    private readonly realtime: Realtime,
    private readonly tokens: Tokens,
    private readonly db: Database,
    private readonly commands: ConsoleCommands,
    private readonly lives: SocketSessions,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    const namespace = consoleOf(this.realtime);
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        // The client finds the problem document in the connect error's `data`.
        (error: unknown) => next(Object.assign(new Error('not admitted'), { data: toSocketProblem(error, this.log) })),
      );
    });
    namespace.on('connection', (socket) => {
      void socket.join(socket.data.rooms);
      this.commands.attach(socket);
      this.lives.welcome(socket);
    });
  }

  private async admit(socket: ConsoleSocket): Promise<void> {
    const token: unknown = socket.handshake.auth['token'];
    if (typeof token !== 'string' || token === '') throw new Refusal('unauthenticated', 'Send an access token as auth.token.');
    const principal = await this.tokens.verifyAccess(token);
    const device = deviceIdOf(socket.handshake.auth['device'], principal.sessionId);
    socket.data = { principal, device, rooms: await roomsOf(this.db, principal), warned: false, synced: false };
  }
}
