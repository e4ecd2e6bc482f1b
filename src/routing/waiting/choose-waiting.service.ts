import { Injectable } from '@nestjs/common';
import type { WaitingChoice } from '../../contracts/words.js';
import { lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Actor } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { inMs, readWaiting } from './waiting.queries.js';

/** For so long beyond what was expected an agent is waited for; where nothing truthful is expected, for so long at all. */
export const WAIT_BOUND_MS = 900_000;

/**
 * A customer in line says whom they wait for: the agent who knows them, for a bounded time, or anyone. Their place in line is
 * the same either way. Errors: `not_found`; `illegal_move` (not in line); `invalid_request` (nobody to wait for).
 */
@Injectable()
export class ChooseWaiting {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async choose(actor: Actor, conversationId: string, choice: WaitingChoice, expectedMs: number | null = null): Promise<void> {
    await this.db.transaction(async (tx) => {
      const row = (await lockConversation(tx, conversationId))?.conversation;
      if (!row) throw notFound('conversation');
      if (row.status !== 'waiting' && !(row.status === 'offered' && choice === 'anyone'))
        throw new Refusal('illegal_move', 'Only who is in line can choose whom to wait for.', {
          translations: { zh: '只有正在排队的客户可以选择等待谁。' },
          conversationStatus: row.status,
        });
      const agent = choice === 'wait' ? await this.agentFor(tx, row.id) : null;
      if (row.wait_for_agent_id === agent && agent === null) return;
      const until = agent ? await inMs(tx, (expectedMs ?? 0) + WAIT_BOUND_MS) : null;
      await moveConversation({ tx, actor }, this.outbox, row, {
        change: 'wait_chosen',
        changes: { wait_for_agent_id: agent, wait_until: until },
        data: { choice, agentId: agent ?? row.wait_for_agent_id, until: until?.toISOString() ?? null },
      });
    });
  }

  private async agentFor(tx: Parameters<typeof readWaiting>[0], conversationId: string): Promise<string> {
    const waiting = (await readWaiting(tx, [conversationId])).get(conversationId);
    const agent = waiting?.waitingFor ?? waiting?.preferred;
    if (!agent)
      throw new Refusal('invalid_request', 'Nobody who knows the customer is there to wait for.', {
        errors: [{ pointer: '/choice', detail: 'there is nobody to wait for' }],
      });
    return agent.id;
  }
}
