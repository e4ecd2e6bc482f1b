import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RetentionKind } from '../../contracts/privacy.js';

/** For how many days one kind of data is kept. Where there is no rule it is kept. */
@Entity('retention_rules')
export class RetentionRule {
  @PrimaryColumn('text') kind: RetentionKind;
  @Column('int') days: number;
  @Column('boolean', { default: true }) enabled: boolean;
  @Column('timestamptz', { nullable: true }) lastRunAt: Date | null;
  /** Over all runs. */
  @Column('bigint', { default: 0 }) removed: string;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) changedAt: Date;
}
