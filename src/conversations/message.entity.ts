import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttachmentView } from '../contracts/views.js';
import type { ActorType, Channel, DeliveryState, Direction, MessageKind } from '../contracts/words.js';

/** Never rewritten or renumbered: each message keeps the customer and identity it came by, also after a merge. */
@Entity('messages')
@Index('messages_thread_seq', ['customerId', 'seq'], { unique: true })
@Index('messages_external_key', { synchronize: false })
@Index('messages_client_key', { synchronize: false })
@Index('messages_handover', { synchronize: false })
@Index('messages_conversation', ['conversationId', 'seq'])
@Index('messages_external', { synchronize: false })
export class Message {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  @Column('bigint') seq: string;
  @Column('bigint') rev: string;
  @Column('uuid') conversationId: string;
  /** Who wrote it (inbound) or whom it is addressed to (outbound). */
  @Column('uuid', { nullable: true }) identityId: string | null;
  @Column('uuid') inboxId: string;
  @Column('text') channel: Channel;
  @Column('text') direction: Direction;
  @Column('text') kind: MessageKind;
  @Column('text') authorType: ActorType;
  @Column('uuid', { nullable: true }) authorId: string | null;
  @Column('text') text: string;
  @Column('jsonb', { nullable: true }) content: Record<string, unknown> | null;
  @Column('jsonb', { nullable: true }) attachments: AttachmentView[] | null;
  @Column('text', { nullable: true }) externalId: string | null;
  @Column('text', { nullable: true }) clientId: string | null;
  @Column('boolean', { default: false }) unproved: boolean;
  @Column('text') deliveryState: DeliveryState;
  @Column('text', { nullable: true }) deliveryReason: string | null;
  @Column('timestamptz', { nullable: true }) occurredAt: Date | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
