import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { IvrState } from '../../../core/ivr/walk.js';
import type { Awaiting, Decided } from '../steps/next-step.js';

/** The customer's end of a telephone call as the vendor carries it, and what the vendor was answered last. */
@Entity('voice_lines')
@Index('voice_lines_sid_key', { synchronize: false })
@Index('voice_lines_call_key', { synchronize: false })
@Index('voice_lines_live', { synchronize: false })
export class VoiceLine {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') inboxId: string;
  @Column('uuid', { nullable: true }) callId: string | null;
  /** The vendor's id; null until a call of ours is placed. */
  @Column('text', { nullable: true }) callSid: string | null;
  @Column('text') direction: 'in' | 'out';
  /** E.164; null where the caller hides it. */
  @Column('text', { nullable: true }) phone: string | null;
  @Column('text') locale: string;
  /** Answers given so far; each webhook names the one it comes from. */
  @Column('int', { default: 0 }) step: number;
  /** Which step is being answered just now, and since when. */
  @Column('int', { nullable: true }) claimedStep: number | null;
  @Column('timestamptz', { nullable: true }) claimedAt: Date | null;
  /** The last answer: what a repeat hears. */
  @Column('text', { nullable: true }) answer: string | null;
  @Column('text', { default: 'start' }) awaiting: Awaiting;
  /** What a step came to, before it was done. */
  @Column('jsonb', { nullable: true }) decided: Decided | null;
  @Column('jsonb', { nullable: true }) ivr: IvrState | null;
  /** A sentence owed to the caller at their next round. */
  @Column('text', { nullable: true }) announce: 'interrupted' | 'connecting' | null;
  /** The conference of the agent who is rung or talks; a new one for each. */
  @Column('text', { nullable: true }) room: string | null;
  @Column('text', { nullable: true }) conferenceSid: string | null;
  @Column('text', { nullable: true }) recordingSid: string | null;
  /** When the vendor last spoke of it. */
  @Column('timestamptz', { default: () => 'app_now()' }) heardAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}
