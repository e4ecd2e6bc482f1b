import { Injectable } from '@nestjs/common';
import type { Channel } from '../contracts/words.js';
import type { Scope } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';

export interface NewFact {
  kind: string;
  value: string;
  label?: string | null;
  confidence?: number;
}

export interface FactSource {
  customerId: string;
  conversationId: string | null;
  type: 'message' | 'form' | 'agent';
  messageId?: string | null;
  channel?: Channel | null;
}

/** Keeps what the customer told us. The same value of the same kind is kept once: where it was said first. */
@Injectable()
export class RecordFacts {
  async record(scope: Scope, source: FactSource, facts: readonly NewFact[]): Promise<void> {
    if (facts.length === 0) return;
    const rows = facts.map((fact) => ({ id: newId(), confidence: 1, label: null, ...fact }));
    await scope.tx.run(
      `INSERT INTO facts (id, customer_id, conversation_id, kind, value, label, source_type, source_message_id, channel, confidence, recorded_by)
       SELECT DISTINCT ON (f.kind, f.value) f.id, $2, $3, f.kind, f.value, f.label, $4, $5, $6, f.confidence, $7
       FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, kind text, value text, label text, confidence real)
       WHERE NOT EXISTS (SELECT 1 FROM facts o WHERE o.customer_id = $2 AND o.kind = f.kind AND o.value = f.value AND o.superseded_at IS NULL)`,
      [
        JSON.stringify(rows),
        source.customerId,
        source.conversationId,
        source.type,
        source.messageId ?? null,
        source.channel ?? null,
        scope.actor.type === 'agent' ? scope.actor.id : null,
      ],
    );
  }
}
