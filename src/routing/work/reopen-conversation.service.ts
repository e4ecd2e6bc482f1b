import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { type ConversationRow, lockConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type Act, lockForAct } from './lock-for-act.js';
import { manualHoldIn } from './manual-hold.queries.js';
import { putInLine } from './place-conversation.js';

/**
 * Opens a closed conversation again, under a new epoch: it is routed afresh, the last agent preferred.
 * Errors: as `lockForAct`; `illegal_move` (not closed, or a split that was undone); `conflict` (the customer has another open conversation).
 */
@Injectable()
export class ReopenConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: Act): Promise<ConversationView> {
    try {
      await this.db.transaction(async (tx) => {
        const row = await this.lock(act, tx);
        if (row.rejoined_at)
          throw new Refusal('illegal_move', 'The split of this conversation was undone; go on where it came from.', {
            conversationStatus: row.status,
            translations: { zh: '这次拆分已撤销，请在原会话中继续。' },
          });
        const scope = { tx, actor: actorOf(act.by) };
        await putInLine(scope, this.outbox, row, {
          ...{ event: 'reopened', change: 'reopened', endReason: 'reopened', waitingSince: 'now' },
          // It opens where a person left it: no rule takes it to another queue for a while.
          changes: { closed_at: null, outcome: null, excluded_agent_ids: [], manual_until: await manualHoldIn(tx, row.queue_id) },
        });
        const data = { queueId: row.queue_id, reason: act.reason ?? null };
        await this.audit.write(scope, { action: 'conversation.reopened', subjectType: 'conversation', subjectId: row.id, data });
      });
    } catch (error) {
      if (isDuplicate(error, 'conversations_one_open'))
        throw new Refusal('conflict', 'The customer has another open conversation; go on there.', {
          translations: { zh: '该客户还有另一个打开的会话，请在那里继续。' },
        });
      throw error;
    }
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  /** Nobody holds a closed one: whoever held it last may reopen it, and the agents of its queue. */
  private async lock(act: Act, tx: Parameters<typeof lockForAct>[0]): Promise<ConversationRow> {
    const found = (await lockConversation(tx, act.conversationId))?.conversation;
    return lockForAct(tx, act, found && found.preferred_agent_id === act.by.id ? 'anybody' : 'member');
  }
}
