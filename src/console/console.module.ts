import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { ConsoleCommands } from './commands/console-commands.js';
import { ConsoleGateway } from './console.gateway.js';
import { ConsoleRelay } from './console-relay.js';
import { MessageCommands } from './commands/message-commands.js';
import { OutboxRetention } from './outbox-retention.js';
import { QueueBoard } from './queue-board.js';
import { ScreenCommands } from './commands/screen-commands.js';
import { SnapshotController } from './snapshot.controller.js';
import { SocketGate } from './commands/socket-gate.js';
import { SocketSessions } from './socket-sessions.js';
import { SupervisionRooms } from './supervision-rooms.js';
import { Sync } from './sync.service.js';
import { Typing } from './commands/typing.service.js';
import { Viewers } from './viewers.service.js';
import { WorkCommands } from './commands/work-commands.js';

/** The live screen of agents and supervisors: door, commands, news, and what was missed. */
@Module({
  imports: [AccountsModule, AgentsModule, ConversationsModule, RoutingModule],
  controllers: [SnapshotController],
  providers: [
    ConsoleGateway,
    ConsoleCommands,
    WorkCommands,
    MessageCommands,
    ScreenCommands,
    SocketGate,
    SocketSessions,
    ConsoleRelay,
    QueueBoard,
    SupervisionRooms,
    Sync,
    Typing,
    Viewers,
    OutboxRetention,
  ],
  exports: [SocketSessions],
})
export class ConsoleModule {}
