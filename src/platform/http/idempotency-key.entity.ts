import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The stored answer of a POST with an Idempotency-Key; without a status while the first request runs. */
@Entity('idempotency_keys')
@Index('idempotency_keys_age', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text') actorKey: string;
  @PrimaryColumn('text') key: string;
  @Column('text') requestHash: string;
  @Column('int', { nullable: true }) status: number | null;
  @Column('jsonb', { nullable: true }) body: object | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
