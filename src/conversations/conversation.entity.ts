import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel, ConversationStatus } from '../contracts/words.js';

@Entity('conversations')
@Index('conversations_one_open', { synchronize: false })
@Index('conversations_customer', { synchronize: false })
@Index('conversations_waiting', { synchronize: false })
@Index('conversations_assignee', { synchronize: false })
@Index('conversations_snoozed', { synchronize: false })
@Index('conversations_preferred', { synchronize: false })
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
  @Column('timestamptz', { default: () => 'app_now()' }) openedAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('text', { nullable: true }) outcome: string | null;
  @Column('int', { default: 1 }) version: number;
}
