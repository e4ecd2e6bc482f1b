import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('outbox')
@Index('outbox_unpublished', { synchronize: false })
@Index('outbox_position_key', { synchronize: false })
export class OutboxRow {
  @PrimaryColumn('uuid') id: string;
  @Column('text') type: string;
  @Column('jsonb') payload: object;
  @Column('text', { array: true, default: () => "'{}'" }) rooms: string[];
  @Column('bigint', { nullable: true }) position: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
