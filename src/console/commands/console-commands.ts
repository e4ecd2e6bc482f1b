import { Injectable } from '@nestjs/common';
import type { ConsoleSocket } from '../console-socket.js';
import { MessageCommands } from './message-commands.js';
import { ScreenCommands } from './screen-commands.js';
import { SocketGate } from './socket-gate.js';
import { WorkCommands } from './work-commands.js';

/** Every command a screen may send. */
@Injectable()
export class ConsoleCommands {
  constructor(
    private readonly gate: SocketGate,
    private readonly work: WorkCommands,
    private readonly messages: MessageCommands,
    private readonly screen: ScreenCommands,
  ) {}

  attach(socket: ConsoleSocket): void {
    const on = this.gate.open(socket);
    this.work.attach(on);
    this.messages.attach(socket, on);
    this.screen.attach(socket, on);
  }
}
