import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { FactPatternView } from '../../contracts/context.js';
import type { EventMap, PublishedEvent } from '../../contracts/events.js';
import type { ActorType, Channel } from '../../contracts/words.js';
import { announceCustomer } from '../../conversations/announce-customer.js';
import { type Fact, readFacts } from '../../core/facts/extract.js';
import { lockCustomer } from '../../customers/customers.repository.js';
import { type NewFact, RecordFacts } from '../../customers/record-facts.service.js';
import { Database } from '../../platform/database/database.js';
import { anyOf, systemActor, type Tx } from '../../platform/database/tx.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CountQuestions } from '../known/count-questions.service.js';
import { patternsInForce, switchOff } from './fact-patterns.queries.js';
import { OwnPatterns } from './own-patterns.js';

export interface ReadMessage {
  id: string;
  customer_id: string;
  conversation_id: string;
  direction: 'in' | 'out' | 'internal';
  channel: Channel;
  author_type: ActorType;
  author_id: string | null;
  text: string;
  created_at: Date;
  language: string | null;
  queue_id: string | null;
}

interface FoundFacts {
  facts: NewFact[];
  /** What the general rules read in the same words, perhaps before the message was announced. */
  overruled: { kind: string; value: string }[];
}

/**
 * Reads messages after they were committed: what customers say and colleagues note down for facts, what we reply for questions
 * whose answer is known. In the order they were written, so that an answer is known before the next question.
 */
@Injectable()
export class ReadMessages implements OnModuleInit {
  private readonly own = new OwnPatterns();

  constructor(
    private readonly listeners: EventListeners,
    private readonly db: Database,
    private readonly facts: RecordFacts,
    private readonly outbox: Outbox,
    private readonly questions: CountQuestions,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.listeners.on('facts', ['message.created'], (events) => this.read(events));
  }

  private async read(events: PublishedEvent[]): Promise<void> {
    const ids = events.map((event) => (event.payload as EventMap['message.created']).messageId);
    const messages = await this.db.prepared<ReadMessage>(
      'facts-of-messages',
      `SELECT m.id, m.customer_id, m.conversation_id, m.direction, m.channel, m.author_type, m.author_id, m.text, m.created_at,
              c.language, c.queue_id
       FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.id = ${anyOf('$1')} AND m.text <> ''
         AND ((m.direction = 'in' AND m.kind = 'text') OR (m.direction = 'out' AND m.kind = 'text' AND m.author_type <> 'system')
              OR (m.direction = 'internal' AND m.kind = 'note' AND m.content -> 'whisper' IS NULL
                  AND coalesce(m.content #>> '{handover,hasNote}', 'true') = 'true'))
       ORDER BY m.created_at, m.seq`,
      [ids],
    );
    if (messages.length === 0) return;
    const patterns = await patternsInForce(this.db);
    for (const message of messages) {
      if (message.direction === 'out') await this.questions.count(message);
      else await this.keep(message, await this.found(message, patterns));
    }
  }

  private async found(message: ReadMessage, patterns: readonly FactPatternView[]): Promise<FoundFacts> {
    const own = this.own.find(patterns, message.text, message.language);
    for (const pattern of own.tooSlow) await this.takeOut(pattern, message);
    // What its owner describes is better known than what any shop's numbers look like; a postcode does not take the address away.
    const isOwn = (fact: Fact) => own.stretches.some((stretch) => isMostOf(fact, stretch));
    const general = readFacts(message.text);
    const kept = general.filter((fact) => !isOwn(fact)).map(({ kind, value, confidence }) => ({ kind, value, confidence }));
    return { facts: [...own.facts, ...kept], overruled: general.filter(isOwn).map(({ kind, value }) => ({ kind, value })) };
  }

  private async keep(message: ReadMessage, { facts, overruled }: FoundFacts): Promise<void> {
    if (facts.length === 0) return;
    const isNote = message.direction === 'internal';
    await this.db.transaction(async (tx) => {
      // One reader of a thread at a time; and a repeated event must not bring back what was superseded meanwhile.
      if (!(await lockCustomer(tx, message.customer_id, 'pass over'))) return;
      const scope = { tx, actor: isNote ? { type: message.author_type, id: message.author_id } : systemActor };
      const source = {
        customerId: message.customer_id,
        conversationId: message.conversation_id,
        type: isNote ? ('agent' as const) : ('message' as const),
        messageId: message.id,
        channel: isNote ? null : message.channel,
        at: message.created_at,
      };
      const kept = await this.facts.record(scope, source, facts);
      if (kept + (await overrule(tx, message.id, facts, overruled)) > 0)
        await announceCustomer(tx, this.outbox, message.customer_id);
    });
  }

  private async takeOut(pattern: FactPatternView, message: ReadMessage): Promise<void> {
    const because = `It took too long on message ${message.id}. Make it simpler, with fewer repeats.`;
    await this.db.transaction(async (tx) => {
      if (!(await switchOff(tx, pattern, because))) return;
      const data = { kind: pattern.kind, messageId: message.id };
      const entry = { action: 'fact_pattern.switched_off', subjectType: 'fact_pattern', subjectId: pattern.id, data };
      await this.audit.write({ tx, actor: systemActor }, entry);
    });
  }
}

/** Whether a stretch of the text holds at least half of where a fact was found. */
function isMostOf({ index, raw }: Fact, { begin, end }: { begin: number; end: number }): boolean {
  return 2 * (Math.min(end, index + raw.length) - Math.max(begin, index)) >= raw.length;
}

/** Gives how many facts of this message are no longer in force, because a pattern of the deployment knows better. */
function overrule(tx: Tx, messageId: string, facts: readonly NewFact[], overruled: FoundFacts['overruled']): Promise<number> {
  const wrong = overruled.filter(({ kind, value }) => !facts.some((one) => one.kind === kind && one.value === value));
  if (wrong.length === 0) return Promise.resolve(0);
  return tx.run(
    `UPDATE facts f SET superseded_at = app_now() FROM jsonb_to_recordset($2::jsonb) AS w(kind text, value text)
     WHERE f.source_message_id = $1 AND f.source_type IN ('message', 'agent') AND f.kind = w.kind AND f.value = w.value AND f.superseded_at IS NULL`,
    [messageId, JSON.stringify(wrong)],
  );
}
