import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something an agent can be good at and a queue can ask for. */
@Entity('skills')
@Index('skills_key_key', ['key'], { unique: true })
export class Skill {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('timestamptz', { default: () => 'app_now()' }) createdAt: Date;
}
