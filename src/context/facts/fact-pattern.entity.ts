import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What facts of a deployment's own look like. */
@Entity('fact_patterns')
export class FactPattern {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: string;
  @Column('text', { nullable: true }) label: string | null;
  @Column('text') pattern: string;
  @Column('text', { array: true, default: '{}' }) languages: string[];
  @Column('text') example: string;
  @Column('boolean', { default: false }) single: boolean;
  @Column('boolean', { default: true }) enabled: boolean;
  @Column('timestamptz', { nullable: true }) switchedOffAt: Date | null;
  @Column('text', { nullable: true }) switchedOffBecause: string | null;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
