import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('customers')
@Index('customers_merged_into', { synchronize: false })
export class Customer {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { nullable: true }) name: string | null;
  @Column('text', { nullable: true }) tier: string | null;
  @Column('text', { nullable: true }) locale: string | null;
  @Column('text', { nullable: true }) timeZone: string | null;
  @Column('jsonb', { default: {} }) attributes: Record<string, unknown>;
  /** By the name of the field: `{source, at, by?}`. */
  @Column('jsonb', { default: {} }) origins: Record<string, object>;
  @Column('uuid', { nullable: true }) accountOwnerId: string | null;
  @Column('timestamptz', { nullable: true }) blockedAt: Date | null;
  /** What we knew of them is gone; they cannot be merged, and a message from the same address makes a new customer. */
  @Column('timestamptz', { nullable: true }) erasedAt: Date | null;
  /** A merge is a pointer: this customer's thread is read as part of that one's. */
  @Column('uuid', { nullable: true }) mergedInto: string | null;
  /** Rises when the thread's numbering changes its meaning (merge, undo); an old one makes `sync` start afresh. */
  @Column('int', { default: 1 }) threadEpoch: number;
  @Column('bigint', { default: 0 }) lastSeq: string;
  @Column('bigint', { default: 0 }) lastRev: string;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
