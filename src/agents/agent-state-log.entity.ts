import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType, PresenceState } from '../contracts/words.js';

/** Every change of an agent's state, with who made it. Append-only. */
@Entity('agent_state_log')
@Index('agent_state_log_agent', ['agentId', 'at'])
export class AgentStateLogEntry {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') agentId: string;
  @Column('text') state: PresenceState;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('int') epoch: number;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
