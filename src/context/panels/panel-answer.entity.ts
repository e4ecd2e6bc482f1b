import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PanelFault } from '../../contracts/panels.js';

/** What a panel last said of a customer, and how asking it last went. */
@Entity('panel_answers')
@Index('panel_answers_customer', ['customerId'])
@Index('panel_answers_old', ['triedAt'])
export class PanelAnswer {
  @PrimaryColumn('uuid') panelId: string;
  /** The root customer at that time. */
  @PrimaryColumn('uuid') customerId: string;
  /** A digest of who the panel was asked about: an answer is shown only while that is still who they are. */
  @Column('text') told: string;
  @Column('jsonb', { nullable: true }) content: object | null;
  @Column('timestamptz', { nullable: true }) asOf: Date | null;
  @Column('timestamptz') triedAt: Date;
  @Column('text', { nullable: true }) fault: PanelFault | null;
}
