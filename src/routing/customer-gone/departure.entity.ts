import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../contracts/words.js';

/** A visitor who left the line, and the place they had: kept while they may still come back to it. */
@Entity('departures')
export class Departure {
  @PrimaryColumn('uuid') conversationId: string;
  /** True: it waits on, to be answered by mail. False: it was closed as abandoned. */
  @Column('boolean') kept: boolean;
  @Column('timestamptz') waitingSince: Date;
  @Column('timestamptz', { nullable: true }) unansweredSince: Date | null;
  @Column('timestamptz', { nullable: true }) deadlineAt: Date | null;
  @Column('text') channel: Channel;
  @Column('int') priority: number;
  @Column('timestamptz', { default: () => 'app_now()' }) leftAt: Date;
}
