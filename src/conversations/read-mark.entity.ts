import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a reader has read a thread: one row per reader, never one per message. */
@Entity('read_marks')
export class ReadMark {
  @PrimaryColumn('uuid') customerId: string;
  @PrimaryColumn('uuid') readerId: string;
  @Column('bigint') seq: string;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
