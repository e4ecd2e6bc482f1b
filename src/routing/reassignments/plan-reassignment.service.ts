import { Injectable } from '@nestjs/common';
import type { Principal } from '../../accounts/principal.js';
import { decide } from '../../core/matching/decide.js';
import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { ReassignmentPlanView } from '../../contracts/views.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { takeSnapshotOf } from '../matching/take-snapshot.js';
import { writePlanToken } from './plan-token.js';

export interface PlanInput {
  by: Principal;
  /** Empty this desk; or these conversations. Exactly one. */
  fromAgentId?: string;
  conversationIds?: string[];
  /** Only these may receive; by default everybody who serves the queue. */
  toAgentIds?: string[];
  /** Put all of them in line there instead. */
  toQueueId?: string;
}

interface Held {
  id: string;
  epoch: number;
  queue_id: string;
  assignee_id: string | null;
}

const MOST = 200;
const LIFE_MS = 600_000;

/**
 * Works out who would take over what, with the matcher itself, and changes nothing. What nobody has room for would wait in
 * its queue. Errors: `invalid_request`; `not_found` (no such conversation or queue).
 */
@Injectable()
export class PlanReassignment {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async execute(input: PlanInput): Promise<ReassignmentPlanView> {
    const held = await this.held(input);
    const snapshot = await takeSnapshotOf(
      this.db,
      held.map((one) => one.id),
      holdersOf(held),
    );
    const narrowed = input.toAgentIds
      ? { ...snapshot, agents: snapshot.agents.filter((one) => input.toAgentIds!.includes(one.agentId)) }
      : snapshot;
    const decisions = input.toQueueId ? [] : decide(narrowed);
    const names = await this.names();
    const items = held.map((one) =>
      itemOf(
        one,
        decisions.find((made) => made.conversationId === one.id),
        input.toQueueId,
        names,
      ),
    );
    const expiresAt = this.clock.now() + LIFE_MS;
    const moves = items.map(({ conversationId, epoch, to }) => ({ conversationId, epoch, to }));
    const planToken = writePlanToken(this.secrets, { id: newId(), by: input.by.id, expiresAt, items: moves });
    return { planToken, expiresAt: new Date(expiresAt).toISOString(), items, effect: effectOf(snapshot, held, decisions, names) };
  }

  private async held({ fromAgentId, conversationIds, toQueueId }: PlanInput): Promise<Held[]> {
    if ((fromAgentId === undefined) === (conversationIds === undefined))
      throw new Refusal('invalid_request', 'Name either an agent or conversations.');
    if (toQueueId && (await this.db.query('SELECT 1 FROM queues WHERE id = $1', [toQueueId])).length === 0)
      throw new Refusal('not_found', 'There is no such queue.');
    const rows = await this.db.query<Held>(
      `SELECT id, epoch, queue_id, assignee_id FROM conversations
       WHERE status IN ('waiting', 'offered', 'assigned') AND ${fromAgentId ? 'assignee_id = $1' : 'id = ANY($1::uuid[])'}
       ORDER BY opened_at, id LIMIT ${MOST}`,
      [fromAgentId ?? conversationIds],
    );
    const missing = conversationIds?.filter((id) => !rows.some((row) => row.id === id.toLowerCase())) ?? [];
    if (missing.length > 0) throw new Refusal('not_found', `Closed, asleep or unknown: ${missing.join(', ')}.`);
    return rows;
  }

  private async names(): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; name: string }>('SELECT id, name FROM agents');
    return new Map(rows.map((row) => [row.id, row.name]));
  }
}

const holdersOf = (held: Held[]): Map<string, string> =>
  new Map(held.flatMap((one) => (one.assignee_id ? [[one.id, one.assignee_id]] : [])));

function itemOf(
  held: Held,
  decision: Decision | undefined,
  toQueueId: string | undefined,
  names: Map<string, string>,
): ReassignmentPlanView['items'][number] {
  const from = { agentId: held.assignee_id, queueId: held.queue_id };
  const about = { conversationId: held.id, epoch: held.epoch, from };
  if (decision)
    return {
      ...about,
      to: { agentId: decision.agentId },
      sentence: `${names.get(decision.agentId) ?? 'An agent'} would take it`,
    };
  const sentence = toQueueId ? 'It would wait in the other queue' : 'Nobody has room: it would wait in its queue';
  return { ...about, to: { queueId: toQueueId ?? held.queue_id }, sentence };
}

function effectOf(
  snapshot: MatchingSnapshot,
  held: Held[],
  decisions: Decision[],
  names: Map<string, string>,
): ReassignmentPlanView['effect'] {
  const weights = new Map(snapshot.items.map((item) => [item.conversationId, item.weight]));
  const change = new Map<string, number>();
  const add = (agentId: string, units: number): void => void change.set(agentId, (change.get(agentId) ?? 0) + units);
  for (const one of held) if (one.assignee_id) add(one.assignee_id, -(weights.get(one.id) ?? 0));
  for (const one of decisions) add(one.agentId, one.weight);
  const agents = snapshot.agents
    .filter((agent) => change.has(agent.agentId))
    .map(({ agentId, capacity, reserved }) => ({
      ...{
        id: agentId,
        name: names.get(agentId) ?? '',
        capacity,
        before: reserved,
        after: reserved + (change.get(agentId) ?? 0),
      },
    }));
  return { assigned: decisions.length, waiting: held.length - decisions.length, agents };
}
