import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row whose number rises with every change of any rule. */
@Entity('routing_rule_sets')
export class RoutingRuleSet {
  @PrimaryColumn('int', { default: 1 }) id: number;
  @Column('bigint', { default: 1 }) version: string;
}
