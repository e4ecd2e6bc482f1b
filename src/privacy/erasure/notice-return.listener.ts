import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { PublishedEvent } from '../../contracts/events.js';
import type { IdentityKind } from '../../contracts/words.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import { erasedKeys } from '../../customers/erased-keys.js';
import { Database } from '../../platform/database/database.js';
import { systemActor } from '../../platform/database/tx.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Secrets } from '../../platform/secrets/secrets.js';

const note =
  'This address belonged to a customer who was erased. They come as somebody new: nothing of before is known, and nothing should be looked up elsewhere without their wish.' +
  '\n此地址曾属于一位已被删除的客户。现按新客户处理。';

/** Somebody writes by a key of an erased customer: nobody is brought back, and whoever answers is told. */
@Injectable()
export class NoticeReturn implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly secrets: Secrets,
    private readonly messages: SendMessage,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.listeners.on('returns after an erasure', ['conversation.updated'], async (events) => {
      for (const { payload } of events as PublishedEvent<'conversation.updated'>[])
        if (payload.change === 'opened') await this.look(payload.conversationId, payload.customerId);
    });
  }

  private async look(conversationId: string, customerId: string): Promise<void> {
    const [any] = await this.db.query('SELECT 1 FROM tombstones LIMIT 1');
    if (!any) return;
    const keys = await this.db.query<{ kind: IdentityKind; value: string }>(
      `SELECT kind, value FROM identities WHERE customer_id = ANY($1) AND (level = 'verified' OR joins)`,
      [await membersOf(this.db, await rootOf(this.db, customerId))],
    );
    const [returned] = await erasedKeys(this.db, this.secrets, keys);
    if (!returned) return;
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7245))', [customerId]);
      const about = { action: 'customer.returned', subjectType: 'customer', subjectId: customerId };
      const told = await tx.query('SELECT 1 FROM audit_log WHERE action = $1 AND subject_id = $2', [about.action, customerId]);
      if (told.length > 0) return;
      const scope = { tx, actor: systemActor };
      await this.messages.send(scope, { conversationId, kind: 'note', text: note, content: { returnedAfterErasure: true } });
      await this.audit.write(scope, { ...about, data: { kind: returned.key.kind, erasedAt: returned.at } });
    });
  }
}
