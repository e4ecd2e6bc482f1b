import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What was promised to a customer; it follows the customer, whoever owns the conversation. */
@Entity('promises')
@Index('promises_open', { synchronize: false })
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
}
