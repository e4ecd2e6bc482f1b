import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { room } from '../../contracts/events.js';
import type { SupervisedQueuesView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import type { Sql } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';

/** Which queues a supervisor acts on and hears of. None given: all. Admins have all, whatever they are given. */
@Injectable()
export class GiveQueues {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** Errors: `not_found`. */
  async read(agentId: string, sql: Sql = this.db): Promise<SupervisedQueuesView> {
    const [row] = await sql.query<SupervisedQueuesView>(
      `SELECT a.role = 'admin' OR (a.role = 'supervisor' AND NOT EXISTS (SELECT 1 FROM supervisor_queues WHERE agent_id = a.id)) AS all,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', q.id, 'key', q.key, 'name', q.name) ORDER BY q.name, q.id)
                   FROM supervisor_queues s JOIN queues q ON q.id = s.queue_id WHERE s.agent_id = a.id), '[]') AS queues
       FROM agents a WHERE a.id::text = $1`,
      [agentId.toLowerCase()],
    );
    if (!row) throw notFound('agent');
    return row;
  }

  /** Exactly these from now on. Errors: `not_found` (the agent); `invalid_request` (no such queue, or no supervisor). */
  async give(by: Principal, agentId: string, queueIds: string[]): Promise<SupervisedQueuesView> {
    return this.db.transaction(async (tx) => {
      const [agent] = await tx.query<{ role: string }>('SELECT role FROM agents WHERE id::text = $1 FOR NO KEY UPDATE', [
        agentId.toLowerCase(),
      ]);
      if (!agent) throw notFound('agent');
      if (agent.role === 'agent' && queueIds.length > 0)
        throw wrong('an agent without the role of a supervisor is given no queues');
      const known = await tx.query<{ id: string }>('SELECT id FROM queues WHERE id = ANY($1::uuid[])', [queueIds]);
      const unknown = queueIds.filter((id) => !known.some((one) => one.id === id.toLowerCase()));
      if (unknown.length > 0) throw wrong(`no such queue: ${unknown.join(', ')}`);
      const before = await this.read(agentId, tx);
      await tx.run('DELETE FROM supervisor_queues WHERE agent_id = $1', [agentId]);
      await tx.run('INSERT INTO supervisor_queues (agent_id, queue_id) SELECT $1, unnest($2::uuid[])', [agentId, queueIds]);
      await this.outbox.add(tx, { type: 'supervision.changed', payload: { agentId }, rooms: [room.agent(agentId)] });
      const data = { from: before.queues.map((one) => one.id), to: queueIds };
      await this.audit.write(
        { tx, actor: actorOf(by) },
        { action: 'supervisor.given_queues', subjectType: 'agent', subjectId: agentId, data },
      );
      return this.read(agentId, tx);
    });
  }
}

const wrong = (detail: string): Refusal =>
  new Refusal('invalid_request', `queueIds: ${detail}`, { errors: [{ pointer: '/queueIds', detail }] });
