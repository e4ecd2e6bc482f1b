import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ListeningMode } from '../../contracts/words.js';

/** A supervisor beside a conversation: unseen, beside its agent, or in it. */
@Entity('conversation_listeners')
@Index('conversation_listeners_agent', { synchronize: false })
export class ConversationListener {
  @PrimaryColumn('uuid') conversationId: string;
  @PrimaryColumn('uuid') agentId: string;
  @Column('text') mode: ListeningMode;
  @Column('timestamptz', { default: () => 'app_now()' }) since: Date;
}
