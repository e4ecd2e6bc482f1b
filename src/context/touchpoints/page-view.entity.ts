import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A page that a visitor looked at and lets us know of. */
@Entity('page_views')
@Index('page_views_identity', ['identityId', 'lastSeenAt'])
@Index('page_views_customer', ['customerId', 'lastSeenAt'])
@Index('page_views_old', ['lastSeenAt'])
export class PageView {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') identityId: string;
  /** Who holds the identity itself; merges are followed when it is read. */
  @Column('uuid') customerId: string;
  @Column('uuid') inboxId: string;
  @Column('text') url: string;
  @Column('text', { nullable: true }) title: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) seenAt: Date;
  @Column('timestamptz', { default: () => 'app_now()' }) lastSeenAt: Date;
}
