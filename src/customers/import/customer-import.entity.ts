import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ImportField, ImportOutcome } from '../../contracts/identity.js';
import type { ActorType } from '../../contracts/words.js';

/** A table of customers that is read in, or of which it is asked what reading it in would do. */
@Entity('customer_imports')
@Index('customer_imports_running', { synchronize: false })
export class CustomerImport {
  @PrimaryColumn('uuid') id: string;
  @Column('boolean') dryRun: boolean;
  @Column('text', { default: 'running' }) state: 'running' | 'done';
  @Column('int') total: number;
  /** Which header was taken for which field. */
  @Column('jsonb') columns: Partial<Record<ImportField, string>>;
  @Column('text', { array: true, default: () => "'{}'" }) ignored: string[];
  /** What of the table as a whole was not read as it stands. */
  @Column('text', { array: true, default: () => "'{}'" }) warnings: string[];
  @Column('text', { nullable: true }) defaultCountry: string | null;
  @Column('text') startedByType: ActorType;
  @Column('uuid', { nullable: true }) startedBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}

/** One line of it. Without an outcome it is due. */
@Entity('customer_import_rows')
@Index('customer_import_rows_due', { synchronize: false })
@Index('customer_import_rows_customer', { synchronize: false })
export class CustomerImportRow {
  @PrimaryColumn('uuid') importId: string;
  @PrimaryColumn('int') line: number;
  @Column('jsonb') fields: Partial<Record<ImportField, string>>;
  @Column('text', { nullable: true }) outcome: ImportOutcome | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('uuid', { nullable: true }) customerId: string | null;
  /** What of it was not read as it stands, or contradicts what is known. */
  @Column('text', { nullable: true }) warning: string | null;
  /** Of a suggested one: who it may be, the likeliest first. */
  @Column('jsonb', { default: [] }) resembles: { customerId: string | null; line: number | null; score: number }[];
  /** In a dry run: the earlier line of the same table that it matches. */
  @Column('int', { nullable: true }) matchedLine: number | null;
}
