import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../contracts/words.js';

/** A message that a drawer must carry out of the building. */
@Entity('outbound_sends')
@Index('outbound_sends_due', { synchronize: false })
export class OutboundSend {
  @PrimaryColumn('uuid') messageId: string;
  @Column('uuid') inboxId: string;
  @Column('text') channel: Channel;
  @Column('text', { default: 'pending' }) state: 'pending' | 'sent' | 'failed';
  @Column('int', { default: 0 }) attempts: number;
  /** When the next attempt is due; while one runs, the end of its lease. */
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('text', { nullable: true }) lastError: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
}
