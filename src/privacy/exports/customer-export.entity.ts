import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ActorType } from '../../contracts/words.js';
import type { ExportState } from '../../contracts/privacy.js';

/** An archive of everything about a customer: asked for, being written, ready, or thrown away. */
@Entity('customer_exports')
@Index('customer_exports_due', { synchronize: false })
@Index('customer_exports_customer', { synchronize: false })
export class CustomerExport {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') customerId: string;
  @Column('text', { default: 'queued' }) state: ExportState;
  /** How many of its parts are gathered. */
  @Column('int', { default: 0 }) stage: number;
  /** Where the part that is being gathered goes on. */
  @Column('uuid', { nullable: true }) afterId: string | null;
  /** How many pieces of the archive lie in the blob store; together they are the archive. */
  @Column('int', { default: 0 }) parts: number;
  /** For the manifest: each file with its bytes and SHA-256. */
  @Column('jsonb', { default: [] }) files: object[];
  @Column('jsonb', { default: {} }) counts: Record<string, number>;
  @Column('bigint', { nullable: true }) sizeBytes: string | null;
  @Column('text', { nullable: true }) sha256: string | null;
  @Column('int', { default: 0 }) attempts: number;
  @Column('timestamptz', { nullable: true, default: () => 'app_now()' }) dueAt: Date | null;
  @Column('text') requestedByType: ActorType;
  @Column('uuid', { nullable: true }) requestedById: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
}
