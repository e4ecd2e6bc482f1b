import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../contracts/words.js';

/** A person who works here: who they are, how they sign in, what they can carry. */
@Entity('agents')
@Index('agents_email_key', { synchronize: false })
export class AgentAccount {
  @PrimaryColumn('uuid') id: string;
  @Column('text') email: string;
  @Column('text') name: string;
  @Column('text') role: Role;
  /** argon2id, with its salt and parameters. */
  @Column('text') passwordHash: string;
  /** Units over all channels; 100 is one agent's full attention. */
  @Column('int', { default: 100 }) capacity: number;
  @Column('text', { array: true, default: () => "'{}'" }) languages: string[];
  /** Labels that queues may ask for. */
  @Column('text', { array: true, default: () => "'{}'" }) groups: string[];
  /** Most conversations at once by channel; a channel left out has no limit of its own. */
  @Column('jsonb', { default: {} }) channelLimits: Record<string, number>;
  /** Units kept free of new work, for conversations that come back. */
  @Column('int', { default: 0 }) returnReserve: number;
  /** How long it takes from becoming available until the whole limit is filled. */
  @Column('int', { default: 0 }) rampUpMs: number;
  /** A new agent's limit grows between these. */
  @Column('timestamptz', { nullable: true }) onboardingFrom: Date | null;
  @Column('timestamptz', { nullable: true }) onboardingUntil: Date | null;
  @Column('int', { default: 0 }) failedSignIns: number;
  @Column('timestamptz', { nullable: true }) lockedUntil: Date | null;
  @Column('timestamptz', { nullable: true }) disabledAt: Date | null;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
