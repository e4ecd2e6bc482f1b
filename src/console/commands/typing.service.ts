import { Injectable } from '@nestjs/common';
import { capabilitiesOf } from '../../contracts/channels.js';
import { room } from '../../contracts/events.js';
import type { Channel } from '../../contracts/words.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import type { ConsoleSocket } from '../console-socket.js';

/** Vendors show the sign for five seconds at least: more calls than this would only cost. */
const vendorEveryMs = 4_000;
const mostRemembered = 5_000;

/** "Is writing", passed on and kept nowhere: a lost one costs nothing. */
@Injectable()
export class Typing {
  /** When the vendor of a conversation was last told, the longest ago first. */
  private readonly toldAt = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
    private readonly jobs: JobBus,
    private readonly clock: Clock,
  ) {}

  /** Colleagues who look at the conversation see everybody; the customer sees only the agent who answers them. */
  async relay(from: ConsoleSocket, conversationId: string, on: boolean): Promise<void> {
    const { id, name } = from.data.principal;
    from.to(room.conversation(conversationId)).emit('typing', { conversationId, by: 'agent', name, on });
    const to = await this.addressee(conversationId, id);
    if (to?.channel === 'webchat' && to.identity_id)
      this.realtime.io
        .of('/widget')
        .to(room.identity(to.identity_id))
        .emit('typing', { by: 'agent', name: firstName(name), on });
    // Vendors take no "stopped": the sign goes by itself, or with the message.
    else if (on && to && capabilitiesOf(to.channel, to.provider)?.typing && this.mayTell(conversationId))
      await this.jobs.add('show-typing', { conversationId, agentId: id, saidAt: this.clock.date().toISOString() });
  }

  /** Where the customer wrote last, in a conversation that this agent holds: there the answer goes unless they choose. */
  private async addressee(conversationId: string, agentId: string): Promise<Addressee | undefined> {
    const [row] = await this.db.prepared<Addressee>(
      'typing-addressee',
      `SELECT m.channel, m.identity_id, x.provider
       FROM conversations v JOIN messages m ON m.conversation_id = v.id LEFT JOIN inboxes x ON x.id = m.inbox_id
       WHERE v.id = $1 AND v.assignee_id = $2 AND v.status <> 'closed' AND m.direction = 'in' AND m.kind = 'text'
       ORDER BY m.seq DESC LIMIT 1`,
      [conversationId, agentId],
    );
    return row;
  }

  private mayTell(conversationId: string): boolean {
    const now = this.clock.now();
    if (now - (this.toldAt.get(conversationId) ?? -Infinity) < vendorEveryMs) return false;
    this.toldAt.delete(conversationId);
    this.toldAt.set(conversationId, now);
    const [oldest] = this.toldAt.keys();
    if (this.toldAt.size > mostRemembered && oldest) this.toldAt.delete(oldest);
    return true;
  }
}

interface Addressee {
  channel: Channel;
  identity_id: string | null;
  provider: string | null;
}

/** Customers are told a first name, and never anything that is an address. */
function firstName(name: string): string | null {
  const first = name.trim().split(/\s+/)[0];
  return first && !first.includes('@') ? first : null;
}
