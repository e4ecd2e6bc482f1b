import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type LegRole = 'agent' | 'supervisor' | 'consult';

/** Somebody of ours on a customer's call: their own telephone, dialled by us. */
@Entity('voice_legs')
@Index('voice_legs_one_live', { synchronize: false })
@Index('voice_legs_line', ['lineId'])
export class VoiceLeg {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') lineId: string;
  @Column('uuid') agentId: string;
  @Column('text') role: LegRole;
  @Column('text', { default: 'due' }) state: 'due' | 'ringing' | 'joined' | 'ended';
  @Column('text') room: string;
  @Column('text', { nullable: true }) callSid: string | null;
  /** Why it ended, in a word. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) madeAt: Date;
  @Column('timestamptz', { nullable: true }) joinedAt: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}
