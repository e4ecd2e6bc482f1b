import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel, ConversationStatus } from '../contracts/words.js';

@Entity('conversations')
@Index('conversations_one_open', { synchronize: false })
@Index('conversations_customer', { synchronize: false })
@Index('conversations_waiting', { synchronize: false })
@Index('conversations_assignee', { synchronize: false })
@Index('conversations_snoozed', { synchronize: false })
@Index('conversations_preferred', { synchronize: false })
@Index('conversations_unrouted', { synchronize: false })
@Index('conversations_unanswered', { synchronize: false })
@Index('conversations_open', { synchronize: false })
@Index('conversations_silent_customer', { synchronize: false })
@Index('conversations_wait_for', { synchronize: false })
export class Conversation {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  @Column('uuid') inboxId: string;
  @Column('uuid') queueId: string;
  @Column('text') status: ConversationStatus;
  /** Where the customer wrote last: replies go there unless the agent chooses another. */
  @Column('text') channel: Channel;
  @Column('text', { nullable: true }) subject: string | null;
  @Column('text', { array: true, default: () => "'{}'" }) tags: string[];
  @Column('jsonb', { default: {} }) fields: Record<string, unknown>;
  @Column('int', { default: 0 }) priority: number;
  @Column('text', { nullable: true }) language: string | null;
  @Column('uuid', { nullable: true }) assigneeId: string | null;
  /** Rises with every change of who holds it; a writer that saw an older one is refused. */
  @Column('int', { default: 1 }) epoch: number;
  @Column('uuid', { nullable: true }) splitFromId: string | null;
  /** When its split was undone: whatever was said in it lies in `splitFromId`, and it never opens again. */
  @Column('timestamptz', { nullable: true }) rejoinedAt: Date | null;
  @Column('uuid', { nullable: true }) previousId: string | null;
  /** The last agent who held it: asked first when it comes back. */
  @Column('uuid', { nullable: true }) preferredAgentId: string | null;
  @Column('uuid', { array: true, default: () => "'{}'" }) excludedAgentIds: string[];
  @Column('timestamptz', { nullable: true }) waitingSince: Date | null;
  @Column('timestamptz', { nullable: true }) deadlineAt: Date | null;
  @Column('timestamptz', { nullable: true }) snoozedUntil: Date | null;
  @Column('timestamptz', { nullable: true }) firstRepliedAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastInboundAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastOutboundAt: Date | null;
  /** When the rules chose queue and requirements; null while that is still to be done, and nobody is asked before. */
  @Column('timestamptz', { nullable: true }) routedAt: Date | null;
  /** What this conversation asks beyond its queue. */
  @Column('jsonb', { default: [] }) requirements: object[];
  /** Which rules and steps made it so: ids and small words, for the reason on record. */
  @Column('jsonb', { default: {} }) routing: object;
  /** The customer chose to wait for this agent, and until when. */
  @Column('uuid', { nullable: true }) waitForAgentId: string | null;
  @Column('timestamptz', { nullable: true }) waitUntil: Date | null;
  /** Since when the customer waits for an answer; null while they have the word. */
  @Column('timestamptz', { nullable: true }) unansweredSince: Date | null;
  /** How far the ladder for a silent owner (or a silent customer) has gone since the last word. */
  @Column('int', { default: 0 }) silenceStage: number;
  /** Until then automation leaves it where a person put it. */
  @Column('timestamptz', { nullable: true }) manualUntil: Date | null;
  /** Held as cover for this agent, who is away until then. */
  @Column('uuid', { nullable: true }) coverForAgentId: string | null;
  @Column('timestamptz', { nullable: true }) coverUntil: Date | null;
  /** The call that is live on it: as long as there is one, its channel is `voice`, whatever else the customer writes. */
  @Column('uuid', { nullable: true }) liveCallId: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) openedAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('text', { nullable: true }) outcome: string | null;
  @Column('int', { default: 1 }) version: number;
}
