import { Entity, PrimaryColumn } from 'typeorm';

/** A queue that a supervisor is given. One without any row is given all of them. */
@Entity('supervisor_queues')
export class SupervisorQueue {
  @PrimaryColumn('uuid') agentId: string;
  @PrimaryColumn('uuid') queueId: string;
}
