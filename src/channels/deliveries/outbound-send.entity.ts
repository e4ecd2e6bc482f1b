import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../contracts/words.js';

/** A message that a drawer must carry out of the building. */
@Entity('outbound_sends')
@Index('outbound_sends_due', { synchronize: false })
@Index('outbound_sends_open', { synchronize: false })
export class OutboundSend {
  @PrimaryColumn('uuid') messageId: string;
  @Column('uuid') inboxId: string;
  @Column('text') channel: Channel;
  @Column('text', { default: 'pending' }) state: 'pending' | 'sent' | 'failed';
  @Column('int', { default: 0 }) attempts: number;
  /** Attempts that say nothing against the message: throttled by the vendor, or part of it left. */
  @Column('int', { default: 0 }) uncounted: number;
  /** How often a person asked for another round of attempts. */
  @Column('int', { default: 0 }) retries: number;
  /** When the next attempt is due; while one runs, the end of its lease. */
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('text', { nullable: true }) lastError: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
  /** Since when nothing is to be done about it any more, as somebody said. */
  @Column('timestamptz', { nullable: true }) dismissedAt: Date | null;
}
