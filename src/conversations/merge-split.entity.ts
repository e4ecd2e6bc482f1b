import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An open conversation that is a split because its customer was merged with one who had an older open one. */
@Entity('merge_splits')
export class MergeSplit {
  @PrimaryColumn('uuid') conversationId: string;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
