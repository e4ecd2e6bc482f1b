import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RuleActions } from '../../core/requirements/route.js';

/** Where its condition holds, a rule says where a conversation goes and what it asks. */
@Entity('routing_rules')
@Index('routing_rules_order', ['position', 'id'])
export class RoutingRuleRecord {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('int', { default: 0 }) position: number;
  /** Null: of every inbox. */
  @Column('uuid', { nullable: true }) inboxId: string | null;
  @Column('boolean', { default: true }) enabled: boolean;
  /** CEL. */
  @Column('text') condition: string;
  @Column('jsonb', { default: {} }) actions: RuleActions;
  @Column('int', { default: 1 }) version: number;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
