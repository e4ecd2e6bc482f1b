import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { moveConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type Act, lockForAct } from './lock-for-act.js';
import { manualHoldIn } from './manual-hold.queries.js';
import { type Moved, standingOf } from './move-conversation.service.js';

export interface PriorityAct extends Act {
  priority: number;
  /** Refused with `conflict` where somebody has set another one since. */
  expected?: number;
}

/** Higher goes first. By the assignee or a supervisor. Errors: as `lockForAct`; `illegal_move` (closed). */
@Injectable()
export class SetPriority {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(act: PriorityAct): Promise<ConversationView> {
    await this.db.transaction((tx) => this.setIn({ tx, actor: actorOf(act.by) }, act, 'holder'));
    return (await conversationViews(this.db, [act.conversationId]))[0]!;
  }

  /** As `execute`, in the caller's transaction. */
  async setIn(scope: Scope, act: PriorityAct, rule: 'holder' | 'supervisor'): Promise<Moved> {
    const row = await lockForAct(scope.tx, act, rule);
    if (row.status === 'closed')
      throw new Refusal('illegal_move', 'The conversation is closed.', {
        conversationStatus: row.status,
        translations: { zh: '会话已关闭。' },
      });
    if (act.expected !== undefined && row.priority !== act.expected)
      throw new Refusal('conflict', 'Somebody has set another priority since.', {
        translations: { zh: '此后有人改过优先级。' },
      });
    const data = { from: row.priority, to: act.priority, reason: act.reason ?? null };
    const after = await moveConversation(scope, this.outbox, row, {
      change: 'priority',
      changes: { priority: act.priority, manual_until: await manualHoldIn(scope.tx, row.queue_id) },
      data: { from: row.priority, to: act.priority },
    });
    await this.audit.write(scope, { action: 'conversation.priority', subjectType: 'conversation', subjectId: row.id, data });
    return { before: standingOf(row), after };
  }
}
