import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { IdentityKind } from '../../contracts/words.js';

/** A phone or mailbox that several people use: it joins nobody by itself. */
@Entity('shared_keys')
export class SharedKey {
  @PrimaryColumn('text') kind: IdentityKind;
  @PrimaryColumn('text') value: string;
  @Column('uuid', { nullable: true }) markedBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
