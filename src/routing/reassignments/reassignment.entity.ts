import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReassignmentStatus } from '../../contracts/words.js';

/** Many conversations changed by one act: first planned, then applied, perhaps taken back. */
@Entity('reassignments')
@Index('reassignments_running', { synchronize: false })
@Index('reassignments_stale_plans', { synchronize: false })
export class Reassignment {
  @PrimaryColumn('uuid') id: string;
  /** Who holds it, or how soon it is served. */
  @Column('text') kind: 'move' | 'priority';
  @Column('text') status: ReassignmentStatus;
  @Column('uuid') byAgentId: string;
  @Column('text', { nullable: true }) reason: string | null;
  /** What was asked for, in ids and small words. */
  @Column('jsonb', { default: {} }) wish: object;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { default: () => 'app_now()' }) plannedAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  /** The last sign of life of whoever carries it out; the sweep takes over from one that went silent. */
  @Column('timestamptz', { nullable: true }) touchedAt: Date | null;
  @Column('timestamptz', { nullable: true }) appliedAt: Date | null;
  @Column('uuid', { nullable: true }) undoByAgentId: string | null;
  @Column('timestamptz', { nullable: true }) undoneAt: Date | null;
}
