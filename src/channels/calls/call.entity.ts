import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CallOutcome, CallProvider, CallState, RecordingState } from '../../contracts/calls.js';

@Entity('calls')
@Index('calls_external_key', { synchronize: false })
@Index('calls_one_live', { synchronize: false })
@Index('calls_live_agent', { synchronize: false })
@Index('calls_live_identity', { synchronize: false })
@Index('calls_conversation', ['conversationId', 'startedAt'])
@Index('calls_carrier_due', { synchronize: false })
export class Call {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') conversationId: string;
  @Column('uuid') customerId: string;
  /** By which the customer called. */
  @Column('uuid', { nullable: true }) identityId: string | null;
  @Column('uuid') inboxId: string;
  @Column('text') provider: CallProvider;
  /** The vendor's id of it, unique per inbox. */
  @Column('text', { nullable: true }) externalId: string | null;
  @Column('text') direction: 'in' | 'out';
  @Column('text') state: CallState;
  @Column('text', { nullable: true }) outcome: CallOutcome | null;
  /** Who is rung, or talks. */
  @Column('uuid', { nullable: true }) agentId: string | null;
  /** Its item in the thread. */
  @Column('uuid') messageId: string;
  /** That agent has said yes and is being connected. */
  @Column('boolean', { default: false }) taken: boolean;
  @Column('text', { default: 'off' }) recording: RecordingState;
  @Column('timestamptz', { default: () => 'app_now()' }) startedAt: Date;
  @Column('timestamptz', { nullable: true }) queuedAt: Date | null;
  @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('timestamptz', { nullable: true }) talkingSince: Date | null;
  /** Of stretches that are over. */
  @Column('bigint', { default: 0 }) talkMs: string;
  @Column('timestamptz', { nullable: true }) ringUntil: Date | null;
  /** Leases of the two ends, where sockets of ours carry them; null where none is needed. */
  @Column('timestamptz', { nullable: true }) customerUntil: Date | null;
  @Column('timestamptz', { nullable: true }) agentUntil: Date | null;
  @Column('timestamptz', { default: () => 'app_now()' }) touchedAt: Date;
  /** What the vendor still has to be told. */
  @Column('text', { nullable: true }) carrierAct: string | null;
  @Column('int', { default: 0 }) carrierActNo: number;
  @Column('timestamptz', { nullable: true }) carrierDueAt: Date | null;
  @Column('int', { default: 0 }) carrierAttempts: number;
  @Column('int', { default: 1 }) version: number;
  @Column('jsonb', { default: {} }) details: Record<string, unknown>;
}
