import { Injectable } from '@nestjs/common';
import type { Scope } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';

export interface AuditAct {
  /** What was done, past tense: `agent.changed`. */
  action: string;
  subjectType: string;
  subjectId: string;
  /** Before and after in ids and small words; never a secret, never a customer's text. */
  data?: object;
}

/** Each manual act leaves a row in the transaction that did it: neither is there without the other. */
@Injectable()
export class Audit {
  async write({ actor, tx }: Scope, { action, subjectType, subjectId, data = {} }: AuditAct): Promise<void> {
    await tx.run(
      `INSERT INTO audit_log (id, actor_type, actor_id, action, subject_type, subject_id, data) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), actor.type, actor.id, action, subjectType, subjectId, JSON.stringify(data)],
    );
  }
}
