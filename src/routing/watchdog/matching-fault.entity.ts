import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A waiting conversation whose last claim failed by a fault of ours; gone once it has been given out or left the line. */
@Entity('matching_faults')
export class MatchingFault {
  @PrimaryColumn('uuid') conversationId: string;
  /** Who was to get it. */
  @Column('uuid') agentId: string;
  /** The kind of fault, never its words: those may quote a customer. The log has them. */
  @Column('text') fault: string;
  /** How often in a row. */
  @Column('int', { default: 1 }) times: number;
  @Column('timestamptz', { default: () => 'app_now()' }) firstAt: Date;
  @Column('timestamptz') asideUntil: Date;
}
