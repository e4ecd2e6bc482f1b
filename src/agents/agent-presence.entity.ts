import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PresenceState } from '../contracts/words.js';

/** Whether an agent is there, as a lease: after `leaseExpiresAt` they are not, whatever `state` still says. */
@Entity('agent_presence')
@Index('agent_presence_lease', { synchronize: false })
export class AgentPresence {
  @PrimaryColumn('uuid') agentId: string;
  @Column('text') state: PresenceState;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz') since: Date;
  @Column('timestamptz') leaseExpiresAt: Date;
  /** Since when they could have had work; who waits longest is asked first among equals. */
  @Column('timestamptz') idleSince: Date;
  /** Since when available without a real break; the ramp-up counts from here. */
  @Column('timestamptz', { nullable: true }) availableSince: Date | null;
  /** When they left `available`; null while they are. Back within the grace, the ramp-up goes on. */
  @Column('timestamptz', { nullable: true }) leftAvailableAt: Date | null;
  /** When the last of their devices was lost: until the lease ends, the grace runs. */
  @Column('timestamptz', { nullable: true }) lostAt: Date | null;
  /** When they mean to be back, where they said so on leaving. */
  @Column('timestamptz', { nullable: true }) returnAt: Date | null;
  /** The supervisor who set the state over the agent's head. */
  @Column('uuid', { nullable: true }) forcedBy: string | null;
  @Column('int', { default: 1 }) epoch: number;
}
