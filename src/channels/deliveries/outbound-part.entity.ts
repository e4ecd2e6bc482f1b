import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One vendor message that a message of the thread left as. What left is never sent again. */
@Entity('outbound_parts')
@Index('outbound_parts_external', { synchronize: false })
export class OutboundPart {
  @PrimaryColumn('uuid') messageId: string;
  /** 0 for the first. */
  @PrimaryColumn('int') part: number;
  @Column('uuid') inboxId: string;
  /** The vendor's id of it: receipts, edits and answers name it. */
  @Column('text', { nullable: true }) externalId: string | null;
  @Column('text', { default: 'sent' }) state: 'sent' | 'delivered' | 'read' | 'failed';
  /** Of a failure, in the vendor's words. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) sentAt: Date;
}
