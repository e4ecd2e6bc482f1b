import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CallState } from '../../contracts/calls.js';
import type { ActorType } from '../../contracts/words.js';

/** What happened in a call, appended and never changed: moves of its state, and whatever its carrier notes between them. */
@Entity('call_events')
@Index('call_events_call', ['callId', 'at'])
export class CallEventRecord {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') callId: string;
  @Column('text') type: string;
  /** The state after it. */
  @Column('text') state: CallState;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('jsonb', { default: {} }) data: Record<string, unknown>;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
