import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Presence } from '../../agents/presence.service.js';
import type { ConversationChange, PublishedEvent } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { EventListeners } from '../../platform/outbox/listeners.js';

/** Changes by which somebody comes to hold one conversation fewer, or one more without being offered it. */
const moves: ReadonlySet<ConversationChange> = new Set(['closed', 'transferred', 'requeued', 'snoozed', 'reopened', 'woken']);

const agentsIn = ({ rooms }: PublishedEvent): string[] =>
  rooms.filter((room) => room.startsWith('agent:')).map((room) => room.slice('agent:'.length));

/**
 * Whoever finishes up sees how many conversations are left, and their supervisor too: their presence is told again when
 * that changes. Their state stays theirs: nobody is signed off behind their back when the last one is done.
 */
@Injectable()
export class TellRemaining implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly presence: Presence,
  ) {}

  onModuleInit(): void {
    this.listeners.on('tell-remaining', ['conversation.updated'], async (events) => {
      const moved = events.filter(({ payload }) => moves.has((payload as { change: ConversationChange }).change));
      const agentIds = [...new Set(moved.flatMap(agentsIn))];
      if (agentIds.length > 0) await this.tell(agentIds);
    });
  }

  private async tell(agentIds: string[]): Promise<void> {
    const finishing = await this.db.prepared<{ agent_id: string }>(
      'finishing-among',
      `SELECT agent_id FROM agent_presence WHERE agent_id = ANY($1::uuid[]) AND state = 'finishing'`,
      [agentIds],
    );
    if (finishing.length === 0) return;
    await this.db.transaction((tx) =>
      this.presence.announce(
        tx,
        finishing.map((row) => row.agent_id),
      ),
    );
  }
}
