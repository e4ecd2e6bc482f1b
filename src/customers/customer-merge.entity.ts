import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType } from '../contracts/words.js';

/** What a merge changed, so that its undo can restore exactly that. */
export interface BeforeMerge {
  fromLastSeq: string;
  intoLastSeq: string;
  /** The younger open conversation that the merge turned into a split, and of which one. */
  split: { conversationId: string; fromId: string } | null;
  /** The one who had no name goes by the other's as long as they are one. */
  lentName?: boolean;
}

@Entity('customer_merges')
@Index('customer_merges_live', { synchronize: false })
export class CustomerMerge {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') fromId: string;
  @Column('uuid') intoId: string;
  @Column('text') reason: string;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('jsonb') before: BeforeMerge;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
  @Column('timestamptz', { nullable: true }) undoneAt: Date | null;
  @Column('uuid', { nullable: true }) undoneBy: string | null;
}
