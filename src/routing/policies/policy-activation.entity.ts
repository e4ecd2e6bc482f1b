import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** From then on this policy was in force; null: the house policy. */
@Entity('policy_activations')
@Index('policy_activations_latest', { synchronize: false })
export class PolicyActivation {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) policyId: string | null;
  @Column('uuid', { nullable: true }) activatedBy: string | null;
  @Column('timestamptz', { default: () => 'app_now()' }) activatedAt: Date;
}
