import { Injectable } from '@nestjs/common';
import { room } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import type { ConsoleSocket } from '../console-socket.js';

/** "Is writing", passed on and kept nowhere: a lost one costs nothing. */
@Injectable()
export class Typing {
  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
  ) {}

  /** Colleagues who look at the conversation see everybody; the customer sees only the agent who answers them. */
  async relay(from: ConsoleSocket, conversationId: string, on: boolean): Promise<void> {
    const { id, name } = from.data.principal;
    from.to(room.conversation(conversationId)).emit('typing', { conversationId, by: 'agent', name, on });
    const identityId = await this.addressee(conversationId, id);
    if (identityId)
      this.realtime.io
        .of('/widget')
        .to(room.identity(identityId))
        .emit('typing', { by: 'agent', name: firstName(name), on });
  }

  /** The visitor who wrote last, where the conversation is on web chat and this agent holds it. */
  private async addressee(conversationId: string, agentId: string): Promise<string | undefined> {
    const [row] = await this.db.prepared<{ identity_id: string | null }>(
      'typing-addressee',
      `SELECT (SELECT m.identity_id FROM messages m WHERE m.conversation_id = v.id AND m.direction = 'in' AND m.channel = 'webchat'
               ORDER BY m.seq DESC LIMIT 1) AS identity_id
       FROM conversations v WHERE v.id = $1 AND v.assignee_id = $2 AND v.channel = 'webchat' AND v.status <> 'closed'`,
      [conversationId, agentId],
    );
    return row?.identity_id ?? undefined;
  }
}

/** Customers are told a first name, and never anything that is an address. */
function firstName(name: string): string | null {
  const first = name.trim().split(/\s+/)[0];
  return first && !first.includes('@') ? first : null;
}
