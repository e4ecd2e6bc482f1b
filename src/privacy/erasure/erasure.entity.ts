import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType } from '../../contracts/words.js';

/** That a customer was erased: when, by whom, why, and how much. It holds no word of theirs. */
@Entity('erasures')
@Index('erasures_customer_key', { synchronize: false })
@Index('erasures_due', { synchronize: false })
export class Erasure {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  /** Everybody whose history made up the thread. */
  @Column('uuid', { array: true }) memberIds: string[];
  @Column('text') reason: string;
  @Column('text', { default: 'running' }) state: 'running' | 'done';
  /** How many of its steps are done: what was interrupted goes on here. */
  @Column('int', { default: 0 }) stage: number;
  @Column('jsonb', { default: {} }) counts: Record<string, number>;
  /** Of the ids of all messages, sorted, one on each line. */
  @Column('text') idsSha256: string;
  @Column('int', { default: 0 }) attempts: number;
  @Column('timestamptz', { nullable: true, default: () => 'app_now()' }) dueAt: Date | null;
  @Column('text') requestedByType: ActorType;
  @Column('uuid', { nullable: true }) requestedById: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}
