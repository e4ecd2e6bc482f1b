import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PackedPass } from './packed-pass.js';

/** What one pass of the matcher saw, small enough to keep: replaying it answers "why not the others". */
@Entity('matching_passes')
export class MatchingPass {
  @PrimaryColumn('uuid') id: string;
  @Column('text') policyVersion: string;
  @Column('jsonb') snapshot: PackedPass;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
