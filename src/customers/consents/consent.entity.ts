import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType } from '../../contracts/words.js';

/** What a customer allowed or refused, and how we know. Append-only: the latest word holds. */
@Entity('consents')
@Index('consents_customer', { synchronize: false })
export class Consent {
  @PrimaryColumn('uuid') id: string;
  /** May be a visitor who has not written yet. */
  @Column('uuid') customerId: string;
  @Column('text') purpose: string;
  @Column('boolean') granted: boolean;
  @Column('text') source: string;
  @Column('jsonb', { default: {} }) evidence: Record<string, unknown>;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
