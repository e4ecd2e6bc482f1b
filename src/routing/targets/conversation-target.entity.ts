import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TargetKind } from '../../core/targets/derive.js';

/** One clock of a conversation. Derived from what happened: written again and again, always the same. */
@Entity('conversation_targets')
@Index('conversation_targets_judged', { synchronize: false })
@Index('conversation_targets_live', { synchronize: false })
@Index('conversation_targets_due', { synchronize: false })
@Index('conversation_targets_warn', { synchronize: false })
export class ConversationTarget {
  @PrimaryColumn('uuid') conversationId: string;
  @PrimaryColumn('text') kind: TargetKind;
  @PrimaryColumn('timestamptz') startedAt: Date;
  /** The queue whose promise it is. */
  @Column('uuid') queueId: string;
  /** Null: that queue promises nothing of the kind. */
  @Column('bigint', { nullable: true }) targetMs: string | null;
  /** The rules it was reckoned by, in one word: where they differ from the queue's it is reckoned again. */
  @Column('text') rule: string;
  /** Null while it stands, or where opening hours never reach it. */
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('timestamptz', { nullable: true }) warnAt: Date | null;
  @Column('timestamptz', { nullable: true }) warnedAt: Date | null;
  @Column('timestamptz', { nullable: true }) metAt: Date | null;
  /** The moment it was due and not met; it stays, whatever comes after. */
  @Column('timestamptz', { nullable: true }) breachedAt: Date | null;
  /** Since when it stands: closed, asleep, or no such target here. */
  @Column('timestamptz', { nullable: true }) stoppedAt: Date | null;
}
