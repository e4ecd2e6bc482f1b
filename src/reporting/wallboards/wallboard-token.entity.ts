import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Lets a screen on the wall read the figures of queues, and nothing else; known here only by hash. */
@Entity('wallboard_tokens')
@Index('wallboard_tokens_hash_key', ['tokenHash'], { unique: true })
export class WallboardToken {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') tokenHash: string;
  /** Whose figures it shows; null means every queue there is. */
  @Column('uuid', { array: true, nullable: true }) queueIds: string[] | null;
  @Column('uuid') madeBy: string;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
