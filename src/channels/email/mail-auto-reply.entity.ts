import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A conversation whose customer was told by mail that nobody is there now: once, however many mails they write. */
@Entity('mail_auto_replies')
export class MailAutoReply {
  @PrimaryColumn('uuid') conversationId: string;
  @Column('uuid') messageId: string;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
