import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key another system signs its calls with; known here only by hash. */
@Entity('api_keys')
@Index('api_keys_hash_key', ['keyHash'], { unique: true })
export class ApiKey {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') keyHash: string;
  @Column('text', { default: 'integration' }) role: 'integration';
  /** Inboxes it may speak for; null means all. */
  @Column('uuid', { array: true, nullable: true }) inboxIds: string[] | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
