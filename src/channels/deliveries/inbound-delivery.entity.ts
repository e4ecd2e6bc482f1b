import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel, InboundState } from '../../contracts/words.js';

/** What a door took in, as it came: stored before it is understood, so that nothing accepted can be lost. */
@Entity('inbound_deliveries')
@Index('inbound_deliveries_external_key', ['inboxId', 'externalId'], { unique: true })
@Index('inbound_deliveries_due', { synchronize: false })
@Index('inbound_deliveries_recent', { synchronize: false })
@Index('inbound_deliveries_expiry', { synchronize: false })
@Index('inbound_deliveries_order', { synchronize: false })
@Index('inbound_deliveries_unread', { synchronize: false })
export class InboundDelivery {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') inboxId: string;
  @Column('text') channel: Channel;
  @Column('text') externalId: string;
  /** Deliveries of one inbox and key are translated in the order they came. */
  @Column('text', { nullable: true }) orderKey: string | null;
  @Column('text', { default: 'received' }) state: InboundState;
  @Column('text', { nullable: true }) detail: string | null;
  /** The bytes as received, sealed; null once they have expired. */
  @Column('bytea', { nullable: true }) rawSealed: Buffer | null;
  @Column('int') sizeBytes: number;
  /** `fingerprint` tells repeats from namesakes; `envelope` is what the door knew, and goes with the raw bytes. */
  @Column('jsonb', { default: {} }) meta: Record<string, unknown>;
  @Column('uuid', { nullable: true }) messageId: string | null;
  @Column('int', { default: 0 }) attempts: number;
  /** When translation is due; null once it has an outcome. */
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('timestamptz', { default: () => 'app_now()' }) receivedAt: Date;
  @Column('timestamptz') expiresAt: Date;
  /** Since when nothing is to be done about it any more, as somebody said. */
  @Column('timestamptz', { nullable: true }) dismissedAt: Date | null;
}
