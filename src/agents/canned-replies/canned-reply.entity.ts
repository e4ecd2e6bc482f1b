import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A text agents send often, by locale. */
@Entity('canned_replies')
@Index('canned_replies_key_key', ['key', 'locale'], { unique: true })
export class CannedReply {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') title: string;
  @Column('text') text: string;
  @Column('text', { default: 'en' }) locale: string;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
