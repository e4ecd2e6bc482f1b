import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One signed-in browser or device. Its refresh token is known only by hash and changes at every use. */
@Entity('sign_in_sessions')
export class SignInSession {
  @PrimaryColumn('uuid') id: string;
  @Index('sign_in_sessions_agent') @Column('uuid') agentId: string;
  @Column('text') tokenHash: string;
  /** The token before the last rotation: a second tab may still show it for a moment. */
  @Column('text', { nullable: true }) previousHash: string | null;
  @Column('timestamptz', { nullable: true }) rotatedAt: Date | null;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) endReason: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
