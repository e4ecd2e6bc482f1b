import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A note names an agent. No words of it stand here. */
@Entity('mentions')
@Index('mentions_of_agent', { synchronize: false })
@Index('mentions_unseen', { synchronize: false })
export class Mention {
  @PrimaryColumn('uuid') messageId: string;
  @PrimaryColumn('uuid') agentId: string;
  @Column('timestamptz', { nullable: true }) seenAt: Date | null;
}
