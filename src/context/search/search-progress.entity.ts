import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SearchKind } from '../../contracts/search.js';

/** How far the index has come: one row, held by whoever works on it. */
@Entity('search_progress')
export class SearchProgress {
  @PrimaryColumn('int') id: number;
  /** Of the outbox: what was announced up to here is in the index. Null: it was never begun. */
  @Column('bigint', { nullable: true }) position: string | null;
  /** What is being gone through from the first to the last, and how far; null where all was. */
  @Column('text', { nullable: true }) filling: SearchKind | null;
  @Column('uuid', { nullable: true }) filledTo: string | null;
  @Column('bigint', { default: 0 }) documents: string;
  @Column('timestamptz', { nullable: true }) filledAt: Date | null;
}
