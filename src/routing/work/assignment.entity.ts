import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A stretch of time in which one agent held a conversation; at most one per conversation is live. */
@Entity('assignments')
@Index('assignments_one_live', { synchronize: false })
@Index('assignments_agent_live', { synchronize: false })
@Index('assignments_wrap_up', { synchronize: false })
@Index('assignments_queue_ended', { synchronize: false })
@Index('assignments_queue_started', { synchronize: false })
@Index('assignments_conversation', ['conversationId', 'startedAt'])
export class Assignment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') conversationId: string;
  @Column('uuid') agentId: string;
  @Column('uuid') queueId: string;
  @Column('int') epoch: number;
  @Column('int') weight: number;
  /** What it weighs while the customer has the word; null: as much. */
  @Column('int', { nullable: true }) idleWeight: number | null;
  @Column('timestamptz', { default: () => 'app_now()' }) startedAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) endReason: string | null;
  /** Until then the ended work still weighs on the agent. */
  @Column('timestamptz', { nullable: true }) wrapUpUntil: Date | null;
}
