import { Entity, Index, PrimaryColumn } from 'typeorm';
import type { IdentityKind } from '../../contracts/words.js';

/** By what a touchpoint knows its person. Whose it is, is asked when it is read: keys are proved and customers merged later. */
@Entity('touchpoint_keys')
@Index('touchpoint_keys_touchpoint', ['touchpointId'])
export class TouchpointKey {
  @PrimaryColumn('text') kind: IdentityKind;
  @PrimaryColumn('text') value: string;
  @PrimaryColumn('timestamptz') occurredAt: Date;
  @PrimaryColumn('uuid') touchpointId: string;
}
