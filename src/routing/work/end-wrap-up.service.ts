import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import { room } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';

/**
 * An agent is done with wrapping up before its time: what still weighed on them is free for new work at once. With nothing
 * to end it changes nothing. Errors: `forbidden` (an integration has no desk).
 */
@Injectable()
export class EndWrapUp {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async execute(by: Principal): Promise<void> {
    if (by.type !== 'agent')
      throw new Refusal('forbidden', 'Only an agent wraps up.', { translations: { zh: '只有客服可以收尾。' } });
    await this.db.transaction(async (tx) => {
      const ended = await tx.query<{ conversation_id: string }>(
        `UPDATE assignments s SET wrap_up_until = t.now FROM (SELECT app_now() AS now) t
         WHERE s.agent_id = $1 AND s.ended_at IS NOT NULL AND s.wrap_up_until > t.now RETURNING s.conversation_id`,
        [by.id],
      );
      if (ended.length === 0) return;
      await this.outbox.add(tx, {
        type: 'presence.updated',
        payload: { agentId: by.id },
        rooms: [room.agent(by.id), room.supervisors],
      });
      const data = { conversationIds: ended.map((one) => one.conversation_id) };
      const scope = { tx, actor: actorOf(by) };
      await this.audit.write(scope, { action: 'wrap_up.ended', subjectType: 'agent', subjectId: by.id, data });
    });
  }
}
