import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../contracts/words.js';

/** Something a message asked a customer for; `knownSince` where we knew the answer already. Never changed. */
@Entity('asked_questions')
@Index('asked_questions_asked', ['askedAt'])
export class AskedQuestion {
  @PrimaryColumn('uuid') messageId: string;
  @PrimaryColumn('text') kind: string;
  @Column('uuid') conversationId: string;
  @Column('uuid') customerId: string;
  @Column('uuid', { nullable: true }) agentId: string | null;
  @Column('uuid', { nullable: true }) queueId: string | null;
  @Column('text') channel: Channel;
  @Column('uuid', { nullable: true }) factId: string | null;
  @Column('timestamptz', { nullable: true }) knownSince: Date | null;
  @Column('timestamptz') askedAt: Date;
}
