import { Injectable } from '@nestjs/common';
import type { ActorType, Channel } from '../../contracts/words.js';
import { conflictsAmong } from '../../core/facts/conflicts.js';
import { alreadyKnown, questionsIn } from '../../core/questions/known.js';
import { Database } from '../../platform/database/database.js';
import { type KnownRow, knownAt } from './known.queries.js';

export interface SentMessage {
  id: string;
  customer_id: string;
  conversation_id: string;
  channel: Channel;
  author_type: ActorType;
  author_id: string | null;
  text: string;
  created_at: Date;
  queue_id: string | null;
}

/**
 * Keeps what a reply asked the customer for, and since when we knew the answer, as of the moment it was sent: told a second time,
 * it comes to the same. What contradicts itself may be asked again.
 */
@Injectable()
export class CountQuestions {
  constructor(private readonly db: Database) {}

  async count(message: SentMessage): Promise<void> {
    const { conversation_id: conversationId, customer_id: customerId, created_at: at } = message;
    const known = await knownAt(this.db, { conversationId, customerId, at });
    const asked = questionsIn(message.text, known);
    if (asked.length === 0) return;
    const unsure = new Set(conflictsAmong(known).map(({ kind }) => kind));
    const answers = new Map(alreadyKnown(asked, known, at.getTime()).map(({ kind, facts }) => [kind, firstOf(facts)]));
    const rows = asked.map(({ kind }) => {
      const answer = unsure.has(kind) ? undefined : answers.get(kind);
      return { kind, fact_id: answer?.factId ?? null, known_since: answer?.since ?? null };
    });
    await this.db.run(
      `INSERT INTO asked_questions (message_id, kind, conversation_id, customer_id, agent_id, queue_id, channel, fact_id, known_since, asked_at)
       SELECT $1, r.kind, $2, $3, $4, $5, $6, r.fact_id, r.known_since, $7
       FROM jsonb_to_recordset($8::jsonb) AS r(kind text, fact_id uuid, known_since timestamptz)
       ON CONFLICT DO NOTHING`,
      [
        message.id,
        conversationId,
        customerId,
        message.author_type === 'agent' ? message.author_id : null,
        message.queue_id,
        message.channel,
        at,
        JSON.stringify(rows),
      ],
    );
  }
}

/** Of several answers the one that was known first. */
const firstOf = (facts: readonly KnownRow[]): KnownRow | undefined =>
  facts.reduce<KnownRow | undefined>((first, one) => (first && first.since <= one.since ? first : one), undefined);
