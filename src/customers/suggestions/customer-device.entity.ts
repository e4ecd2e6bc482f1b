import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A device on which somebody signed in while it was known to be another customer's as well. */
@Entity('customer_devices')
export class CustomerDevice {
  @PrimaryColumn('uuid') customerId: string;
  @PrimaryColumn('text') device: string;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
