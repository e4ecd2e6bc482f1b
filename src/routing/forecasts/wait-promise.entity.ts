import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The range a customer was told when they came in line, and how long it was in the end. Times in ms. */
@Entity('wait_promises')
@Index('wait_promises_open', { synchronize: false })
@Index('wait_promises_queue', ['queueId', 'madeAt'])
export class WaitPromise {
  @PrimaryColumn('uuid') conversationId: string;
  /** Back in line under another epoch is another wait, and another promise. */
  @PrimaryColumn('int') epoch: number;
  @Column('uuid') queueId: string;
  @Column('timestamptz', { default: () => 'app_now()' }) madeAt: Date;
  @Column('int') ahead: number;
  @Column('bigint') fromMs: string;
  @Column('bigint') toMs: string;
  /** Null while nobody has come; stays null where the customer left. */
  @Column('bigint', { nullable: true }) actualMs: string | null;
  @Column('timestamptz', { nullable: true }) scoredAt: Date | null;
}
