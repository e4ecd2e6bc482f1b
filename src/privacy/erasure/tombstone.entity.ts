import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By what an erased customer was known, under the secret of this deployment: enough to know it again, not to read it. */
@Entity('tombstones')
export class Tombstone {
  @PrimaryColumn('text') keyHash: string;
  @PrimaryColumn('uuid') erasureId: string;
  @Column('text') kind: string;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
