import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A visitor on a page of ours, as one process of ours knows it; a process that was killed leaves its rows to grow old. */
@Entity('visits')
@Index('visits_customer', ['customerId'])
export class Visit {
  @PrimaryColumn('uuid') identityId: string;
  @PrimaryColumn('uuid') processId: string;
  /** Who holds the identity itself; merges are followed when it is read. */
  @Column('uuid') customerId: string;
  @Column('timestamptz', { default: () => 'app_now()' }) cameAt: Date;
  @Column('timestamptz', { default: () => 'app_now()' }) lastSeenAt: Date;
  /** Set when their last socket with this process closed. */
  @Column('timestamptz', { nullable: true }) leftAt: Date | null;
}
