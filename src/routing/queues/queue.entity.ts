import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SkillRequirement } from '../../core/matching/snapshot.js';
import type { QueueWeights } from '../../core/capacity/weights.js';
import type { OfferMode } from '../../contracts/words.js';

/** A line of waiting conversations and the rules for serving it. */
@Entity('queues')
@Index('queues_key_key', ['key'], { unique: true })
@Index('queues_hours_change', { synchronize: false })
export class Queue {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  /** `offer`: the agent accepts first; `assign`: it is theirs at once; `broadcast`: held out to several, the first who accepts has it. */
  @Column('text', { default: 'offer' }) offerMode: OfferMode;
  @Column('int', { default: 3 }) broadcastSize: number;
  @Column('int', { default: 30_000 }) offerTimeoutMs: number;
  @Column('int', { default: 0 }) wrapUpMs: number;
  @Column('bigint', { default: 259_200_000 }) reopenWithinMs: string;
  @Column('bigint', { nullable: true }) firstReplyTargetMs: string | null;
  @Column('int', { default: 0 }) priority: number;
  /** Skills by key that every conversation of the queue needs. */
  @Column('jsonb', { default: [] }) requirements: SkillRequirement[];
  /** What a conversation of each channel weighs here; what is left out has the default. */
  @Column('jsonb', { default: {} }) weights: QueueWeights;
  /** Agents must be in one of these groups; empty for any. */
  @Column('text', { array: true, default: () => "'{}'" }) groups: string[];
  /** What is relaxed or widened after how long a wait. */
  @Column('jsonb', { default: [] }) steps: object[];
  /** Where work goes that nobody here can serve. */
  @Column('uuid', { nullable: true }) fallbackQueueId: string | null;
  @Column('uuid', { nullable: true }) hoursId: string | null;
  /** Set while closed: the next opening (`infinity` where there is none). Null: open. */
  @Column('timestamptz', { nullable: true }) closedUntil: Date | null;
  /** When the hours next open or close it. */
  @Column('timestamptz', { nullable: true }) hoursChangeAt: Date | null;
  @Column('bigint', { nullable: true }) nextReplyTargetMs: string | null;
  @Column('bigint', { nullable: true }) resolutionTargetMs: string | null;
  /** Targets run in opening hours, or round the clock. */
  @Column('text', { default: 'business' }) targetClock: 'business' | 'calendar';
  /** A warning once this share of a target is used up. */
  @Column('int', { default: 80 }) warnPercent: number;
  /** A breach lifts the conversation by this many priority classes. */
  @Column('int', { default: 0 }) breachPriority: number;
  /** The ladder for an owner who does not answer: remind them, tell a supervisor, move it. Null: not done. */
  @Column('bigint', { nullable: true }) nudgeAfterMs: string | null;
  @Column('bigint', { nullable: true }) supervisorAfterMs: string | null;
  @Column('bigint', { nullable: true }) moveAfterMs: string | null;
  /** A chat visitor absent for so long leaves the line. Null: never. */
  @Column('bigint', { nullable: true }) goneAfterMs: string | null;
  /** A silent customer is asked again, then the conversation is closed. Null: never. */
  @Column('bigint', { nullable: true }) remindCustomerAfterMs: string | null;
  @Column('bigint', { nullable: true }) closeSilentAfterMs: string | null;
  /** For so long after an act by hand automation leaves the conversation where it was put. */
  @Column('bigint', { default: 900_000 }) manualHoldMs: string;
  @Column('timestamptz', { nullable: true }) pausedAt: Date | null;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
