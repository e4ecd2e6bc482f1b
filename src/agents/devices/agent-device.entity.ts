import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something an agent works with, and until when its last sign of life holds. */
@Entity('agent_devices')
@Index('agent_devices_lease', ['leaseExpiresAt'])
export class AgentDevice {
  @PrimaryColumn('uuid') agentId: string;
  /** What the client calls itself, else its session. */
  @PrimaryColumn('text') deviceId: string;
  @PrimaryColumn('text') kind: 'socket' | 'http';
  @Column('uuid') sessionId: string;
  @Column('timestamptz') connectedAt: Date;
  @Column('timestamptz') lastSeenAt: Date;
  /** When its socket closed; null while it is thought to be there. */
  @Column('timestamptz', { nullable: true }) lostAt: Date | null;
  @Column('timestamptz') leaseExpiresAt: Date;
}
