import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PolicyReplayResult } from '../../contracts/report-views.js';

/** A question: what would this policy have done? The row is the work; whoever runs it beats, and another takes over where it stops. */
@Entity('policy_replays')
@Index('policy_replays_due', { synchronize: false })
export class PolicyReplay {
  @PrimaryColumn('uuid') id: string;
  /** Null: the house policy. */
  @Column('uuid', { nullable: true }) policyId: string | null;
  @Column('timestamptz') fromAt: Date;
  @Column('timestamptz') toAt: Date;
  @Column('uuid', { array: true, nullable: true }) queueIds: string[] | null;
  @Column('text', { default: 'due' }) state: 'due' | 'running' | 'done' | 'failed';
  @Column('double precision', { default: 0 }) progress: number;
  @Column('timestamptz', { nullable: true }) beatAt: Date | null;
  @Column('jsonb', { nullable: true }) result: PolicyReplayResult | null;
  @Column('text', { nullable: true }) problem: string | null;
  @Column('uuid', { nullable: true }) askedBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
