import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { Database } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endWork } from './end-work.js';
import { type Act, lockForAct } from './lock-for-act.js';

/** Ends the work: the room it took is free at once, or after the queue's wrap-up time. The last owner is preferred if it comes back. */
@Injectable()
export class CloseConversation {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: Act & { outcome: string }): Promise<ConversationView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(act.by) };
      const row = await lockForAct(tx, act, 'holder');
      const agentId = await endWork(scope, this.outbox, row, act.outcome);
      const data = { outcome: act.outcome, agentId, reason: act.reason ?? null };
      await this.audit.write(scope, { action: 'conversation.closed', subjectType: 'conversation', subjectId: row.id, data });
    });
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }
}
