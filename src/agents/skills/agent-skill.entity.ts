import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How well an agent has a skill: 1 knows it, 5 is an expert. */
@Entity('agent_skills')
export class AgentSkill {
  @PrimaryColumn('uuid') agentId: string;
  @PrimaryColumn('uuid') skillId: string;
  @Column('int') level: number;
}
