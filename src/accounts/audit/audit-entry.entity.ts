import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType } from '../../contracts/words.js';

/** Who did what to whom, written in the transaction that did it. Append-only. */
@Entity('audit_log')
@Index('audit_log_at', { synchronize: false })
export class AuditEntry {
  @PrimaryColumn('uuid') id: string;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('text') action: string;
  @Column('text') subjectType: string;
  @Column('text') subjectId: string;
  @Column('jsonb', { default: {} }) data: Record<string, unknown>;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
