import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An open conversation that lies with somebody else's owner because their customers were merged. The row counts only while the
 * conversation has this epoch: whoever acts on it since has made it theirs.
 */
@Entity('lent_conversations')
export class LentConversation {
  @PrimaryColumn('uuid') conversationId: string;
  /** Who held it before; of one in line, who was to be asked first for it. */
  @Column('uuid', { nullable: true }) agentId: string | null;
  @Column('boolean') held: boolean;
  @Column('int') epoch: number;
  @Column('timestamptz', { default: () => 'app_now()' }) at: Date;
}
