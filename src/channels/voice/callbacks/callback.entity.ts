import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type CallbackState = 'waiting' | 'calling' | 'answered' | 'missed' | 'cancelled';

/** A caller who keeps their place in line without holding the line. */
@Entity('callbacks')
@Index('callbacks_one_open', { synchronize: false })
@Index('callbacks_call', { synchronize: false })
export class Callback {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') conversationId: string;
  @Column('uuid') inboxId: string;
  @Column('uuid') askedInCallId: string;
  /** The call back, once it is placed. */
  @Column('uuid', { nullable: true }) callId: string | null;
  @Column('text') phone: string;
  @Column('text') locale: string;
  @Column('text', { default: 'waiting' }) state: CallbackState;
  /** The place in line that is kept. */
  @Column('timestamptz') waitingSince: Date;
  @Column('timestamptz', { default: () => 'app_now()' }) requestedAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}
