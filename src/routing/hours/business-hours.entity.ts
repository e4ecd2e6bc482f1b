import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BusinessHours } from '../../core/hours/business-hours.js';

/** When queues are open: the week's rule and the exceptions by date, in one time zone. */
@Entity('business_hours')
@Index('business_hours_key_key', ['key'], { unique: true })
export class BusinessHoursRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') timeZone: string;
  @Column('jsonb', { default: [] }) intervals: BusinessHours['intervals'];
  @Column('jsonb', { default: [] }) holidays: BusinessHours['holidays'];
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
