import { Injectable } from '@nestjs/common';
import type { Channel } from '../contracts/words.js';
import type { Scope } from '../platform/database/tx.js';
import { newId } from '../platform/ids/new-id.js';
import { storedText } from './stored-text.js';

/** How we came to know it: said in a message, filled into a form, keyed in on the telephone, told to a bot, written by an agent. */
export type FactSourceType = 'message' | 'form' | 'ivr' | 'bot' | 'agent';

export interface NewFact {
  kind: string;
  value: string;
  label?: string | null;
  confidence?: number;
}

export interface FactSource {
  customerId: string;
  conversationId: string | null;
  type: FactSourceType;
  messageId?: string | null;
  channel?: Channel | null;
  /** When it was said; now, unless it is found out later. */
  at?: Date;
}

/** A fact is a value, not a document: doors refuse what is longer, and what comes by another way is cut here. */
export const LONGEST_VALUE = 500;
const LONGEST_LABEL = 100;

/**
 * Keeps what the customer told us. The same value of the same kind is kept once: where it was said first. A message says a
 * thing once, however often it is read: what was superseded since does not come back.
 */
@Injectable()
export class RecordFacts {
  /** Gives how many of them were new. */
  async record(scope: Scope, source: FactSource, facts: readonly NewFact[]): Promise<number> {
    if (facts.length === 0) return 0;
    const rows = facts.map(({ kind, value, label, confidence }) => ({
      id: newId(),
      kind,
      value: cut(storedText(value), LONGEST_VALUE),
      label: label ? cut(storedText(label), LONGEST_LABEL) : null,
      confidence: confidence ?? 1,
    }));
    return scope.tx.run(
      `INSERT INTO facts (id, customer_id, conversation_id, kind, value, label, source_type, source_message_id, channel, confidence, recorded_by, at)
       SELECT DISTINCT ON (f.kind, f.value) f.id, $2, $3, f.kind, f.value, f.label, $4, $5::uuid, $6, f.confidence, $7, coalesce($8::timestamptz, app_now())
       FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, kind text, value text, label text, confidence real)
       WHERE NOT EXISTS (SELECT 1 FROM facts o WHERE o.customer_id = $2 AND o.kind = f.kind AND o.value = f.value AND o.superseded_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM facts o WHERE o.source_message_id = $5::uuid AND o.kind = f.kind AND o.value = f.value)`,
      [
        JSON.stringify(rows),
        source.customerId,
        source.conversationId,
        source.type,
        source.messageId ?? null,
        source.channel ?? null,
        scope.actor.type === 'agent' ? scope.actor.id : null,
        source.at ?? null,
      ],
    );
  }
}

const cut = (text: string, longest: number): string => text.slice(0, longest).replaceAll('\u0000', '\uFFFD').toWellFormed();
