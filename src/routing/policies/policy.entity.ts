import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Policy } from '../../core/matching/snapshot.js';

/** A version of the rules by which the matcher weighs; never changed once made, so that what it decided stays explained. */
@Entity('policies')
@Index('policies_version_key', ['version'], { unique: true })
export class MatchingPolicy {
  @PrimaryColumn('uuid') id: string;
  @Column('text') version: string;
  @Column('jsonb') policy: Policy;
  @Column('text', { nullable: true }) note: string | null;
  @Column('uuid', { nullable: true }) createdBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
