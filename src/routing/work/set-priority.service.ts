import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type Act, lockForAct } from './lock-for-act.js';

/** Higher goes first. By the assignee or a supervisor. Errors: as `lockForAct`; `illegal_move` (closed). */
@Injectable()
export class SetPriority {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: Act & { priority: number }): Promise<ConversationView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'holder');
      if (row.status === 'closed')
        throw new Refusal('illegal_move', 'The conversation is closed.', { conversationStatus: row.status });
      const data = { from: row.priority, to: act.priority };
      await moveConversation(scope, this.outbox, row, { change: 'priority', changes: { priority: act.priority }, data });
      await this.audit.write(scope, { action: 'conversation.priority', subjectType: 'conversation', subjectId: row.id, data });
    });
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }
}
