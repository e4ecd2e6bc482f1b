import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A word under which a customer is found among all others (`core/identity/blocking-keys`). */
@Entity('identity_blocks')
@Index('identity_blocks_customer', ['customerId'])
export class IdentityBlock {
  @PrimaryColumn('text') key: string;
  @PrimaryColumn('uuid') customerId: string;
}

/** As of when a customer's words are up to date. */
@Entity('identity_block_marks')
export class IdentityBlockMark {
  @PrimaryColumn('uuid') customerId: string;
  @Column('int') version: number;
  @Column('timestamptz') builtAt: Date;
}
