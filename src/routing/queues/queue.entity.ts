import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SkillRequirement } from '../../core/matching/snapshot.js';
import type { QueueWeights } from '../../core/capacity/weights.js';

/** A line of waiting conversations and the rules for serving it. */
@Entity('queues')
@Index('queues_key_key', ['key'], { unique: true })
export class Queue {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  /** `offer`: the agent accepts first; `assign`: it is theirs at once. */
  @Column('text', { default: 'offer' }) offerMode: 'offer' | 'assign';
  @Column('int', { default: 30_000 }) offerTimeoutMs: number;
  @Column('int', { default: 0 }) wrapUpMs: number;
  @Column('bigint', { default: 259_200_000 }) reopenWithinMs: string;
  @Column('bigint', { nullable: true }) firstReplyTargetMs: string | null;
  @Column('int', { default: 0 }) priority: number;
  /** Skills by key that every conversation of the queue needs. */
  @Column('jsonb', { default: [] }) requirements: SkillRequirement[];
  /** What a conversation of each channel weighs here; what is left out has the default. */
  @Column('jsonb', { default: {} }) weights: QueueWeights;
  @Column('timestamptz', { nullable: true }) pausedAt: Date | null;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
