import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType } from '../contracts/words.js';

/** History from day one: who did what to a conversation, append-only; clocks, reports and audit read it. */
@Entity('conversation_events')
@Index('conversation_events_conversation', ['conversationId', 'at'])
@Index('conversation_events_at', ['at'])
export class ConversationEventRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') conversationId: string;
  @Column('uuid') customerId: string;
  @Column('uuid', { nullable: true }) queueId: string | null;
  @Column('text') type: string;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('int') epoch: number;
  @Column('jsonb', { default: {} }) data: object;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
