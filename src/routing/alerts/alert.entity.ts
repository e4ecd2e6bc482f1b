import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AlertKind } from '../../contracts/words.js';

/** Something a supervisor must see, from when it began until it was over. */
@Entity('alerts')
@Index('alerts_live', { synchronize: false })
@Index('alerts_raised', { synchronize: false })
export class Alert {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: AlertKind;
  /** What it is about; of one kind at most one alert is live for it. */
  @Column('text') key: string;
  @Column('uuid', { nullable: true }) queueId: string | null;
  @Column('uuid', { nullable: true }) conversationId: string | null;
  @Column('uuid', { nullable: true }) agentId: string | null;
  @Column('jsonb', { default: {} }) data: object;
  @Column('timestamptz', { default: () => 'app_now()' }) raisedAt: Date;
  @Column('timestamptz', { nullable: true }) clearedAt: Date | null;
}
