import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../contracts/words.js';

/** A door of one channel: where messages come in, which queue they wait in, and what proves who writes. */
@Entity('inboxes')
@Index('inboxes_key_key', ['key'], { unique: true })
@Index('inboxes_address_key', { synchronize: false })
export class Inbox {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') channel: Channel;
  @Column('uuid') queueId: string;
  /** The mail address of an e-mail inbox. */
  @Column('text', { nullable: true }) address: string | null;
  /** The identity secret of a web chat, sealed; shown once, when it was made. */
  @Column('bytea', { nullable: true }) secretSealed: Buffer | null;
  /** Origins whose pages may use a web chat; none named: any. */
  @Column('text', { array: true, default: () => "'{}'" }) allowedOrigins: string[];
  @Column('jsonb', { default: {} }) settings: Record<string, unknown>;
  /** Whose API it speaks to, where its channel has a vendor. */
  @Column('text', { nullable: true }) provider: string | null;
  /** The secrets of that connection as sealed JSON; never shown. */
  @Column('bytea', { nullable: true }) connectionSealed: Buffer | null;
  /** Texts that the vendor lets be sent outside the reply window. */
  @Column('jsonb', { default: [] }) templates: object[];
  @Column('timestamptz', { nullable: true }) disabledAt: Date | null;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
