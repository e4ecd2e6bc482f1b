import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel } from '../contracts/words.js';
import type { FactSourceType } from './record-facts.service.js';

/** Something the customer told us, with where it was said. */
@Entity('facts')
@Index('facts_customer', ['customerId', 'kind', 'at'])
@Index('facts_source', { synchronize: false })
export class Fact {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  @Column('uuid', { nullable: true }) conversationId: string | null;
  @Column('text') kind: string;
  @Column('text') value: string;
  @Column('text', { nullable: true }) label: string | null;
  @Column('text') sourceType: FactSourceType;
  @Column('uuid', { nullable: true }) sourceMessageId: string | null;
  @Column('text', { nullable: true }) channel: Channel | null;
  @Column('real', { default: 1 }) confidence: number;
  @Column('timestamptz', { nullable: true }) supersededAt: Date | null;
  /** The fact that put this one right. */
  @Column('uuid', { nullable: true }) supersededBy: string | null;
  @Column('uuid', { nullable: true }) recordedBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
