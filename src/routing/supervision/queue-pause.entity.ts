import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Why a queue is paused and until when; it speaks of the pause that began at `pausedAt` and of no other. */
@Entity('queue_pauses')
@Index('queue_pauses_due', { synchronize: false })
export class QueuePause {
  @PrimaryColumn('uuid') queueId: string;
  @Column('timestamptz') pausedAt: Date;
  @Column('text') reason: string;
  /** Null: until somebody resumes it. */
  @Column('timestamptz', { nullable: true }) until: Date | null;
  @Column('uuid') byAgentId: string;
}
