import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where an agent is rung: a number, a SIP address or a client of the vendor's. */
@Entity('agent_phones')
export class AgentPhone {
  @PrimaryColumn('uuid') agentId: string;
  @Column('text') address: string;
  @Column('timestamptz', { default: () => 'app_now()' }) changedAt: Date;
}
