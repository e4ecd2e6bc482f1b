import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What became of a promise that was recognised in a message; without a row it is still a suggestion. */
@Entity('promise_decisions')
@Index('promise_decisions_promise', { synchronize: false })
export class PromiseDecision {
  @PrimaryColumn('uuid') messageId: string;
  /** Which of the message's commitments, from 0. */
  @PrimaryColumn('int') ordinal: number;
  @Column('text') outcome: 'accepted' | 'dismissed';
  @Column('uuid', { nullable: true }) promiseId: string | null;
  @Column('uuid', { nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) decidedAt: Date;
}
