import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OfferState } from '../../contracts/words.js';
import type { OfferReason } from './offer-reason.js';

/** A conversation held out to one agent until `expiresAt`; it weighs on them only while it is live. */
@Entity('offers')
@Index('offers_one_live', { synchronize: false })
@Index('offers_one_live_each', { synchronize: false })
@Index('offers_agent_live', { synchronize: false })
@Index('offers_due', { synchronize: false })
@Index('offers_conversation', ['conversationId', 'madeAt'])
export class Offer {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') conversationId: string;
  @Column('uuid') agentId: string;
  @Column('uuid') queueId: string;
  @Column('uuid', { nullable: true }) decisionId: string | null;
  @Column('int') epoch: number;
  @Column('int') weight: number;
  /** One of several for the same conversation: the first who accepts has it. */
  @Column('boolean', { default: false }) broadcast: boolean;
  @Column('text', { default: 'pending' }) state: OfferState;
  @Column('jsonb', { default: {} }) reason: OfferReason | object;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { default: () => 'app_now()' }) madeAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}
