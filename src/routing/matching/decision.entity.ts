import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ScoredAgent } from '../../core/matching/snapshot.js';
import type { ActorType } from '../../contracts/words.js';

/** Who was chosen for a conversation and why; kept for every offer and for every act by hand. */
@Entity('decisions')
@Index('decisions_conversation', ['conversationId', 'at'])
export class Decision {
  @PrimaryColumn('uuid') id: string;
  /** Null where a person decided: there is no pass to replay. */
  @Column('uuid', { nullable: true }) passId: string | null;
  @Column('uuid') conversationId: string;
  @Column('uuid') queueId: string;
  @Column('text') kind: string;
  @Column('text') policyVersion: string;
  @Column('uuid', { nullable: true }) chosenAgentId: string | null;
  @Column('uuid', { nullable: true }) runnerUpAgentId: string | null;
  @Column('double precision', { nullable: true }) score: number | null;
  @Column('jsonb', { default: {} }) parts: object;
  @Column('jsonb', { default: [] }) top: ScoredAgent[];
  @Column('jsonb', { default: {} }) counts: Record<string, number>;
  @Column('text') actorType: ActorType;
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('int') epoch: number;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
