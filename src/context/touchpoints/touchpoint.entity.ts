import { Column, Entity, Unique, PrimaryColumn } from 'typeorm';

/** A step of a customer's way that another system saw: a visit to the shop, a campaign opened, a parcel handed over. */
@Entity('touchpoints')
@Unique('touchpoints_source_external', ['source', 'externalId'])
export class Touchpoint {
  @PrimaryColumn('uuid') id: string;
  @Column('text') source: string;
  @Column('text') externalId: string;
  @Column('text') kind: string;
  @Column('text', { nullable: true }) title: string | null;
  @Column('text', { nullable: true }) channel: string | null;
  @Column('boolean') isPrimary: boolean;
  @Column('jsonb', { default: {} }) data: Record<string, unknown>;
  @Column('timestamptz') occurredAt: Date;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
