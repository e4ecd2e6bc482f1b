import { Injectable } from '@nestjs/common';
import { actorOf, type SignedIn } from '../../accounts/principal.js';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import { WriteMessage } from '../../conversations/write-message.service.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { ReadBody, SendBody, TypingBody } from './console-bodies.js';
import type { ConsoleSocket } from '../console-socket.js';
import type { RegisterCommand } from './socket-gate.js';
import { Typing } from './typing.service.js';

/** `message.send`, `message.read`, `typing`. */
@Injectable()
export class MessageCommands {
  constructor(
    private readonly db: Database,
    private readonly writing: WriteMessage,
    private readonly receipts: RecordReceipt,
    private readonly typing: Typing,
  ) {}

  attach(socket: ConsoleSocket, on: RegisterCommand): void {
    on('message.send', SendBody, async (body, agent) => ({ message: (await this.writing.write(agent, body)).message }));
    on('message.read', ReadBody, (body, agent) => this.read(agent, body));
    on('typing', TypingBody, ({ conversationId, on: isTyping }) => this.typing.relay(socket, conversationId, isTyping));
  }

  private async read(agent: SignedIn, { conversationId, seq }: ReadBody): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [
        conversationId,
      ]);
      if (!row) throw notFound('conversation');
      await this.receipts.read(
        { actor: actorOf(agent), tx },
        { customerId: row.customer_id, readerId: agent.id, seq, by: 'agent', conversationId },
      );
    });
  }
}
