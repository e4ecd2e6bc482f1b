import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the IMAP mailbox of one inbox was read, and how reading it goes. */
@Entity('mailboxes')
export class Mailbox {
  @PrimaryColumn('uuid') inboxId: string;
  /** Which mailbox the cursor counts in: another server, user or folder begins anew. */
  @Column('text') account: string;
  /** As the server gave it; null before the first connection. */
  @Column('text', { nullable: true }) uidValidity: string | null;
  /** Everything up to here is committed here, or was never to be taken. */
  @Column('bigint', { default: 0 }) lastUid: string;
  /** Up to here only what the first connection (or a new uidvalidity) has to take; beyond it everything. */
  @Column('bigint', { default: 0 }) backlogUntil: string;
  @Column('timestamptz', { default: () => 'app_now()' }) begunAt: Date;
  @Column('text', { default: 'connecting' }) state: 'connecting' | 'connected' | 'failed';
  /** The server tells of new mail by itself. */
  @Column('boolean', { default: false }) idles: boolean;
  @Column('text', { nullable: true }) errorCode: string | null;
  @Column('text', { nullable: true }) errorDetail: string | null;
  /** Trouble that keeps no mail away: a mail left behind, a folder that cannot be moved to. */
  @Column('text', { nullable: true }) warning: string | null;
  @Column('int', { default: 0 }) failures: number;
  /** When it is asked again: the next poll, or the next attempt to connect. */
  @Column('timestamptz', { default: () => 'app_now()' }) dueAt: Date;
  @Column('timestamptz', { nullable: true }) connectedAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastPollAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastMailAt: Date | null;
}
