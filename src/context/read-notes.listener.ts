import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EventMap, type PublishedEvent, room } from '../contracts/events.js';
import type { ActorType } from '../contracts/words.js';
import { extractFacts } from '../core/facts/extract.js';
import { lockCustomer } from '../customers/customers.repository.js';
import { RecordFacts } from '../customers/record-facts.service.js';
import { Database } from '../platform/database/database.js';
import type { Sql } from '../platform/database/tx.js';
import { EventListeners } from '../platform/outbox/listeners.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceCustomer } from '../conversations/announce-customer.js';

interface NoteRow {
  id: string;
  customer_id: string;
  conversation_id: string;
  author_type: ActorType;
  author_id: string | null;
  text: string;
}

/** Reads what agents write to each other for facts about the customer, after the note itself was committed. */
@Injectable()
export class ReadNotes implements OnModuleInit {
  constructor(
    private readonly listeners: EventListeners,
    private readonly db: Database,
    private readonly facts: RecordFacts,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.listeners.on('notes', ['message.created'], (events) => this.read(events));
  }

  private async read(events: PublishedEvent[]): Promise<void> {
    const ids = events.filter(isInternal).map((event) => (event.payload as EventMap['message.created']).messageId);
    if (ids.length === 0) return;
    const notes = await this.db.query<NoteRow>(
      `SELECT id, customer_id, conversation_id, author_type, author_id, text FROM messages
       WHERE id = ANY($1) AND kind = 'note' AND direction = 'internal'
         AND content -> 'whisper' IS NULL ORDER BY created_at, id`,
      [ids],
    );
    for (const note of notes) await this.keep(note);
  }

  private async keep(note: NoteRow): Promise<void> {
    const found = extractFacts(note.text).map(({ kind, value, confidence }) => ({ kind, value, confidence }));
    if (found.length === 0) return;
    await this.db.transaction(async (tx) => {
      // One reader of a thread at a time; and a repeated event must not bring back what was superseded meanwhile.
      await lockCustomer(tx, note.customer_id);
      if (await wasRead(tx, note)) return;
      const scope = { tx, actor: { type: note.author_type, id: note.author_id } };
      const source = {
        customerId: note.customer_id,
        conversationId: note.conversation_id,
        type: 'agent' as const,
        messageId: note.id,
      };
      await this.facts.record(scope, source, found);
      if (await wasRead(tx, note)) await announceCustomer(tx, this.outbox, note.customer_id);
    });
  }
}

/** Only what colleagues write names no room of the customer: the many messages of customers cost no query here. */
const isInternal = (event: PublishedEvent): boolean =>
  !event.rooms.includes(room.customer((event.payload as EventMap['message.created']).customerId));

async function wasRead(sql: Sql, note: NoteRow): Promise<boolean> {
  const facts = await sql.query('SELECT 1 FROM facts WHERE customer_id = $1 AND source_message_id = $2 LIMIT 1', [
    note.customer_id,
    note.id,
  ]);
  return facts.length > 0;
}
