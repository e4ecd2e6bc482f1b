import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What was promised to a customer; it follows the customer, whoever owns the conversation. */
@Entity('promises')
@Index('promises_open', { synchronize: false })
@Index('promises_reminders', { synchronize: false })
@Index('promises_due', { synchronize: false })
export class CustomerPromise {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  @Column('uuid') conversationId: string;
  @Column('text') text: string;
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('uuid') madeBy: string;
  @Column('timestamptz', { default: () => 'app_now()' }) madeAt: Date;
  @Column('timestamptz', { nullable: true }) keptAt: Date | null;
  @Column('uuid', { nullable: true }) keptBy: string | null;
  /** The message it was recognised in. */
  @Column('uuid', { nullable: true }) sourceMessageId: string | null;
  /** The customer's, when it was made: what "at three" meant. */
  @Column('text', { nullable: true }) zone: string | null;
  @Column('timestamptz', { nullable: true }) brokenAt: Date | null;
  @Column('uuid', { nullable: true }) brokenBy: string | null;
  @Column('text', { nullable: true }) brokenReason: string | null;
  /** When somebody must next be told; null where nobody must. */
  @Column('timestamptz', { nullable: true }) remindAt: Date | null;
  /** 0: nobody was told; 1: that it is due soon; 2: that it is overdue. */
  @Column('int', { default: 0 }) reminderStage: number;
}
