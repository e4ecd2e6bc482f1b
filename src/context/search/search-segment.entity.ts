import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SearchKind } from '../../contracts/search.js';

/** A stretch of time of one kind of document. Stretches of a kind do not overlap; all but the latest are full. */
@Entity('search_segments')
export class SearchSegment {
  @PrimaryColumn('int') id: number;
  @Column('text') kind: SearchKind;
  @Column('timestamptz') fromAt: Date;
  @Column('timestamptz') toAt: Date;
  @Column('int', { default: 0 }) documents: number;
}
