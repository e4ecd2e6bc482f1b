import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An address that mail does not reach: nothing is sent to it until a supervisor takes it off the list. */
@Entity('suppressed_addresses')
@Index('suppressed_addresses_recent', { synchronize: false })
export class SuppressedAddress {
  @PrimaryColumn('text') address: string;
  /** In the words of the server that refused it. */
  @Column('text') reason: string;
  @Column('uuid', { nullable: true }) inboxId: string | null;
  /** The message that came back. */
  @Column('uuid', { nullable: true }) messageId: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
