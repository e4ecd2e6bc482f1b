import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType, AttachmentKind, AttachmentState } from '../../contracts/words.js';

/** One file: of a message, or uploaded and not sent yet. Its bytes are in the blob store under `storageKey`. */
@Entity('attachments')
@Index('attachments_message', { synchronize: false })
@Index('attachments_due', { synchronize: false })
@Index('attachments_unused', { synchronize: false })
@Index('attachments_owner', { synchronize: false })
@Index('attachments_content', { synchronize: false })
@Index('attachments_blob', { synchronize: false })
export class Attachment {
  @PrimaryColumn('uuid') id: string;
  /** Null while it is an upload that no message took. */
  @Column('uuid', { nullable: true }) messageId: string | null;
  /** Its place among the files of the message. */
  @Column('int', { default: 0 }) position: number;
  @Column('uuid', { nullable: true }) inboxId: string | null;
  /** Of an upload; only they may send it. */
  @Column('text', { nullable: true }) uploadedByType: ActorType | null;
  @Column('uuid', { nullable: true }) uploadedById: string | null;
  @Column('text') kind: AttachmentKind;
  @Column('text') state: AttachmentState;
  /** Why it was refused, or could not be fetched. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text') name: string;
  /** By content once it is stored; before that, what the other side says. */
  @Column('text') contentType: string;
  @Column('bigint', { default: 0 }) sizeBytes: string;
  /** Shown inside the mail's HTML, under `contentId`. */
  @Column('boolean', { default: false }) inline: boolean;
  @Column('text', { nullable: true }) contentId: string | null;
  @Column('text', { nullable: true }) sha256: string | null;
  @Column('text', { nullable: true }) storageKey: string | null;
  @Column('text', { nullable: true }) thumbnailKey: string | null;
  @Column('int', { nullable: true }) width: number | null;
  @Column('int', { nullable: true }) height: number | null;
  /** Where to fetch it from, sealed; null once it is here or given up. */
  @Column('bytea', { nullable: true }) sourceSealed: Buffer | null;
  @Column('int', { default: 0 }) attempts: number;
  /** When it is fetched (again). */
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
  /** When an upload that no message took is thrown away. */
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
}
