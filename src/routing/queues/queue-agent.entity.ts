import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Membership: which queues an agent serves, their first queue at rank 0. */
@Entity('queue_agents')
@Index('queue_agents_agent', ['agentId'])
export class QueueAgent {
  @PrimaryColumn('uuid') queueId: string;
  @PrimaryColumn('uuid') agentId: string;
  @Column('int', { default: 0 }) rank: number;
}
