import { Inject, Injectable } from '@nestjs/common';
import { lockAgent } from '../../agents/presence.repository.js';
import { INFERRED_REASONS } from '../../core/lifecycle/presence.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Alerts } from '../alerts/alerts.service.js';

const quoted = INFERRED_REASONS.map((reason) => `'${reason}'`).join(', ');

/** The lease ran out and nobody has written it down yet: what it says then is known already. */
const lapsed = `p.state <> 'offline' AND p.lease_expires_at <= (SELECT app_now())`;
/**
 * Gone without a word, whether or not anybody noticed. Whoever said that they are away and until when has left word, as long
 * as that time has not come: that they close their machine then is no news.
 */
const vanished = `(p.state = 'offline' AND p.reason IN (${quoted}) OR ${lapsed})
  AND (p.return_at IS NULL OR p.return_at <= (SELECT app_now()))`;
const why = `CASE WHEN p.state = 'offline' THEN p.reason WHEN p.lost_at IS NULL THEN 'lease_expired' ELSE 'disconnected' END`;
const since = `CASE WHEN p.state = 'offline' THEN p.since ELSE p.lease_expires_at END`;
const held = `c.status <> 'closed' AND c.assignee_id = p.agent_id`;
const unseen = `SELECT p.agent_id FROM agent_presence p WHERE ${vanished}
  AND EXISTS (SELECT 1 FROM conversations c WHERE ${held})
  AND NOT EXISTS (SELECT 1 FROM alerts l WHERE l.kind = 'agent_vanished' AND l.key = p.agent_id::text AND l.cleared_at IS NULL)`;

/** Live alerts whose agent is back, or has said something since, or whose work is all in other hands or closed. */
const settled = `SELECT l.agent_id FROM alerts l WHERE l.kind = 'agent_vanished' AND l.cleared_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM agent_presence p WHERE p.agent_id = l.agent_id AND ${vanished} AND (
    EXISTS (SELECT 1 FROM conversations c WHERE ${held})
    OR EXISTS (SELECT 1 FROM conversations c WHERE c.id = ANY(ARRAY(SELECT jsonb_array_elements_text(l.data->'conversationIds'))::uuid[])
               AND c.status IN ('waiting', 'offered'))))`;

interface Held {
  reason: string;
  since: Date;
  ids: string[];
  waiting: number;
}

/**
 * An agent who is gone without a word while customers are theirs reaches the supervisor. The alert stays until they are
 * back, or until every conversation they held is in other hands: that it was put back in line is not enough.
 */
@Injectable()
export class VanishedAgents {
  constructor(
    private readonly db: Database,
    private readonly alerts: Alerts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Raises and clears what is due: of everybody, or only of these agents. */
  async look(agentIds?: readonly string[]): Promise<void> {
    const only = (column: string): string => (agentIds ? `AND ${column} = ANY($1::uuid[])` : '');
    const values = agentIds ? [agentIds] : [];
    const due = await this.db.query<{ agent_id: string }>(`${unseen} ${only('p.agent_id')} LIMIT 500`, values);
    for (const { agent_id } of due) await this.quietly(agent_id, (tx) => this.raise(tx, agent_id));
    const over = await this.db.query<{ agent_id: string }>(`${settled} ${only('l.agent_id')} LIMIT 500`, values);
    for (const { agent_id } of over) await this.quietly(agent_id, (tx) => this.clear(tx, agent_id));
  }

  /**
   * Raises the alert if the agent vanished, with all they hold at this moment; once, however often it is asked. Whoever takes
   * work out of their hands asks in the same transaction and before the work is gone: the first to take any counts it all,
   * for the others wait for the agent's lock. Called after the conversation is locked.
   */
  async raise(tx: Tx, agentId: string): Promise<void> {
    await lockAgent(tx, agentId);
    // Read under the lock: they may have come back.
    const [now] = await tx.query<Held>(
      `SELECT ${why} AS reason, ${since} AS since, count(c.id) FILTER (WHERE c.unanswered_since IS NOT NULL)::int AS waiting,
              coalesce(array_agg(c.id ORDER BY c.id) FILTER (WHERE c.id IS NOT NULL), '{}') AS ids
       FROM agent_presence p LEFT JOIN conversations c ON ${held} WHERE p.agent_id = $1 AND ${vanished} GROUP BY p.agent_id`,
      [agentId],
    );
    if (!now || now.ids.length === 0) return;
    const data = {
      ...{ reason: now.reason, since: now.since.toISOString() },
      ...{ conversations: now.ids.length, waiting: now.waiting, conversationIds: now.ids },
    };
    await this.alerts.raise(tx, { kind: 'agent_vanished', key: agentId, agentId, data });
  }

  private async clear(tx: Tx, agentId: string): Promise<void> {
    await lockAgent(tx, agentId);
    if ((await tx.query(`${settled} AND l.agent_id = $1`, [agentId])).length > 0)
      await this.alerts.clear(tx, ['agent_vanished'], agentId);
  }

  /** One that fails keeps none of the others from the supervisor, and is tried again. */
  private async quietly(agentId: string, act: (tx: Tx) => Promise<void>): Promise<void> {
    await this.db
      .transaction(act)
      .catch((error: unknown) => this.log.error({ err: error, agentId }, 'the alert of an agent who vanished could not be set'));
  }
}
