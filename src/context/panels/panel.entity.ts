import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { IdentityKind } from '../../contracts/words.js';

/** A system of the deployment's own that shows something beside each conversation. */
@Entity('panels')
@Unique('panels_key_key', ['key'])
export class Panel {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') url: string;
  @Column('bytea') secretSealed: Buffer;
  @Column('int') timeoutMs: number;
  @Column('int') cacheMs: number;
  /** What kinds of identities it may be told. */
  @Column('text', { array: true, default: () => "'{}'" }) identityKinds: IdentityKind[];
  @Column('boolean', { default: false }) signsAnswers: boolean;
  @Column('boolean', { default: true }) enabled: boolean;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
