import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One conversation of a reassignment, written in the transaction that moved it. */
@Entity('reassignment_moves')
@Index('reassignment_moves_once', { synchronize: false })
export class ReassignmentMove {
  @PrimaryColumn('uuid') reassignmentId: string;
  @PrimaryColumn('int') place: number;
  @Column('uuid') conversationId: string;
  /** The epoch the plan saw. */
  @Column('int') epoch: number;
  @Column('uuid', { nullable: true }) toAgentId: string | null;
  @Column('uuid', { nullable: true }) toQueueId: string | null;
  @Column('int', { nullable: true }) toPriority: number | null;
  @Column('text', { default: 'planned' }) state: 'planned' | 'moved' | 'failed';
  @Column('text', { nullable: true }) code: string | null;
  @Column('text', { nullable: true }) detail: string | null;
  /** The detail in the other languages of the pages. */
  @Column('jsonb', { nullable: true }) translations: { zh: string } | null;
  /** How it stood before, enough to put it back. */
  @Column('jsonb', { nullable: true }) before: object | null;
  /** The epoch after the move: undo touches only what nobody has touched since. */
  @Column('int', { nullable: true }) epochAfter: number | null;
  @Column('text', { nullable: true }) undoState: 'restored' | 'failed' | null;
  @Column('text', { nullable: true }) undoCode: string | null;
  @Column('text', { nullable: true }) undoDetail: string | null;
  @Column('jsonb', { nullable: true }) undoTranslations: { zh: string } | null;
}
