import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A queue's promises of one UTC day, scored, and what the next day is told by. */
@Entity('wait_calibrations')
export class WaitCalibration {
  @PrimaryColumn('uuid') queueId: string;
  @PrimaryColumn('date') day: string;
  @Column('int') promised: number;
  @Column('int') inside: number;
  @Column('double precision', { nullable: true }) coverage: number | null;
  @Column('double precision') widen: number;
  @Column('double precision') pace: number;
}
