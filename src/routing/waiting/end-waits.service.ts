import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endedWait, endedWaits } from './waiting.queries.js';

/** Who waits for one agent is back in the ordinary line, at their old place, when the time is up or the agent leaves; and is told. */
@Injectable()
export class EndWaits implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('waits for one agent', () => this.execute());
  }

  async execute(): Promise<void> {
    for (const { id } of await endedWaits(this.db))
      await this.db
        .transaction((tx) => this.end(tx, id))
        .catch((error: unknown) => this.log.error({ err: error, conversationId: id }, 'a wait for an agent could not be ended'));
  }

  private async end(tx: Tx, conversationId: string): Promise<void> {
    const row = (await lockConversation(tx, conversationId, 'pass over'))?.conversation;
    const ended = row && (await endedWait(tx, conversationId));
    if (!row || !ended) return;
    // Somebody has it already: nothing to tell, the choice is merely over.
    if (row.status !== 'waiting')
      return void (await tx.run('UPDATE conversations SET wait_for_agent_id = NULL, wait_until = NULL WHERE id = $1', [row.id]));
    await moveConversation({ tx, actor: systemActor }, this.outbox, row, {
      change: 'wait_over',
      changes: { wait_for_agent_id: null, wait_until: null },
      data: { because: ended.timedOut ? 'time' : 'agent_left', agentId: row.wait_for_agent_id },
    });
  }
}
