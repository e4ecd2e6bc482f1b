import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { IdentityKind, IdentityLevel } from '../contracts/words.js';

@Entity('identities')
@Index('identities_verified_key', { synchronize: false })
@Index('identities_lookup', ['kind', 'value'])
@Index('identities_customer', ['customerId'])
export class Identity {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  @Column('text') kind: IdentityKind;
  @Column('text') value: string;
  @Column('text', { nullable: true }) display: string | null;
  @Column('text') level: IdentityLevel;
  /** Whether messages from this address join this customer; a value that was merely typed only suggests. */
  @Column('boolean', { default: true }) joins: boolean;
  @Column('jsonb', { default: {} }) proof: object;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
