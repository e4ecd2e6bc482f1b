import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SuggestionPart, SuggestionState } from '../../contracts/identity.js';

/** Two customers who may be one person. The pair is ordered by id, so that there is one row however it was found. */
@Entity('identity_suggestions')
@Index('identity_suggestions_pair', ['lowId', 'highId'], { unique: true })
@Index('identity_suggestions_high', ['highId'])
@Index('identity_suggestions_open', { synchronize: false })
export class IdentitySuggestion {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') lowId: string;
  @Column('uuid') highId: string;
  /** In bits; `core/identity/score-people`. */
  @Column('double precision') score: number;
  @Column('jsonb') parts: SuggestionPart[];
  @Column('text', { default: 'open' }) state: SuggestionState;
  @Column('uuid', { nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
  @Column('uuid', { nullable: true }) mergeId: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
