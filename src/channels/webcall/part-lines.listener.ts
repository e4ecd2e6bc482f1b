import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { CallLines } from './call-lines.service.js';

/** The rooms of a call are left when it is over. What is passed on is judged by the row; this only tidies up. */
@Injectable()
export class PartLines implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly lines: CallLines,
    private readonly listeners: EventListeners,
  ) {}

  onModuleInit(): void {
    this.listeners.on('part-lines', ['call.updated'], async (events) => {
      const ids = [...new Set(events.map(({ payload }) => (payload as EventMap['call.updated']).callId))];
      const over = await this.db.query<{ id: string; agent_id: string | null }>(
        `SELECT id, agent_id FROM calls WHERE provider = 'webrtc' AND ended_at IS NOT NULL AND id = ANY($1)`,
        [ids],
      );
      for (const { id, agent_id } of over) {
        this.lines.part({ callId: id, party: 'customer' });
        if (agent_id) this.lines.part({ callId: id, party: 'agent', agentId: agent_id });
        this.lines.partGuests(id);
      }
    });
  }
}
