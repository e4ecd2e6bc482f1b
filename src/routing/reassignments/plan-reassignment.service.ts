import { Injectable } from '@nestjs/common';
import type { Principal } from '../../accounts/principal.js';
import { assertSupervises, supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import { decide } from '../../core/matching/decide.js';
import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { takeSnapshotOf } from '../matching/take-snapshot.js';
import { reasonsOf } from '../offers/offer-reason.js';
import {
  agentNames,
  asleepWith,
  type ChosenWork,
  chosenWork,
  skillNames,
  stillAvailable,
  unknownAgents,
} from './chosen-work.queries.js';
import { agentsEffect, queuesEffect, shiftsOf, staysInLine } from './plan-effect.js';
import { NobodySentences, placedSentence } from './plan-sentences.js';
import { writePlanToken } from './plan-token.js';
import { warningsOf } from './plan-warnings.js';
import { holdingsIn, queueTraffic } from './queue-traffic.queries.js';
import { storePlan } from './reassignments.repository.js';

/** Exactly one of `fromAgentId` (empty this desk), `queueId` (what waits there) and `conversationIds`. */
export interface PlanInput {
  by: Principal;
  fromAgentId?: string;
  queueId?: string;
  conversationIds?: string[];
  /** Only these may receive; by default everybody who serves the queue. */
  toAgentIds?: string[];
  /** Put all of them in line there instead. */
  toQueueId?: string;
  reason?: string;
}

type Plan = ReassignmentPlanView;
type Warning = Plan['effect']['warnings'][number];

export const MOST = 1_000;
const LIFE_MS = 600_000;

export const wrongField = (pointer: string, detail: string, code: 'invalid_request' | 'not_found' = 'invalid_request'): Refusal =>
  new Refusal(code, `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }] });

/**
 * Works out who would take over what, with the matcher itself, and changes nothing but the stored plan. What nobody can take
 * would wait in its queue, its holder not asked again. Errors: `invalid_request` (nothing chosen, or nothing there to move);
 * `not_found`; `forbidden` (a queue the caller does not supervise).
 */
@Injectable()
export class PlanReassignment {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async execute(input: PlanInput): Promise<Plan> {
    await this.check(input);
    const { work, warnings } = await this.choose(input);
    const snapshot = await this.picture(input, work);
    const decisions = input.toQueueId ? [] : decide(snapshot);
    const [names, skills] = [await agentNames(this.db), await skillNames(this.db)];
    const items = itemsOf(work, decisions, snapshot, input.toQueueId, { names, skills });
    const preferred = new Set(decisions.filter((made) => made.parts.continuity > 0).map((made) => made.conversationId));
    const told = warningsOf(work, items, (id) => preferred.has(id), names, snapshot.now);
    const effect = await this.effect(work, decisions, snapshot, items, names);
    const { id, expiresAt } = await this.store(input, items);
    return {
      ...{ planToken: writePlanToken(this.secrets, id), id, expiresAt: expiresAt.toISOString(), items },
      effect: { ...effect, warnings: [...warnings, ...told] },
    };
  }

  private async check({ by, fromAgentId, queueId, conversationIds, toAgentIds, toQueueId }: PlanInput): Promise<void> {
    if ([fromAgentId, queueId, conversationIds].filter((one) => one !== undefined).length !== 1)
      throw wrongField('/fromAgentId', 'exactly one of fromAgentId, queueId and conversationIds is needed');
    if (toAgentIds && toQueueId) throw wrongField('/toQueueId', 'cannot stand beside toAgentIds');
    if (fromAgentId && toAgentIds?.some((id) => id.toLowerCase() === fromAgentId.toLowerCase()))
      throw wrongField('/toAgentIds', 'must not name the desk that is emptied');
    for (const [pointer, id] of [
      ['/queueId', queueId],
      ['/toQueueId', toQueueId],
    ] as const) {
      if (!id) continue;
      if ((await this.db.query('SELECT 1 FROM queues WHERE id = $1', [id])).length === 0)
        throw wrongField(pointer, 'no such queue', 'not_found');
      await assertSupervises(this.db, by, id);
    }
    if (fromAgentId && (await this.db.query('SELECT 1 FROM agents WHERE id = $1', [fromAgentId])).length === 0)
      throw wrongField('/fromAgentId', 'no such agent', 'not_found');
    const strangers = await unknownAgents(this.db, toAgentIds ?? []);
    if (strangers.length > 0) throw wrongField('/toAgentIds', `no such agent: ${strangers.join(', ')}`, 'not_found');
  }

  private async choose(input: PlanInput): Promise<{ work: ChosenWork[]; warnings: Warning[] }> {
    const found = await chosenWork(this.db, input, MOST);
    const missing = input.conversationIds?.filter((id) => !found.some((one) => one.id === id.toLowerCase())) ?? [];
    if (missing.length > 0) throw wrongField('/conversationIds', `closed, asleep or unknown: ${missing.join(', ')}`, 'not_found');
    if (input.conversationIds) await assertSupervises(this.db, input.by, ...new Set(found.map((one) => one.queue_id)));
    const given = await supervisedQueueIds(this.db, input.by);
    const mine = found.filter((one) => given === null || given.includes(one.queue_id));
    const work = mine.slice(0, MOST);
    if (work.length === 0)
      throw wrongField(input.fromAgentId ? '/fromAgentId' : '/queueId', 'there is nothing to move in the queues you supervise');
    const asleep = input.fromAgentId ? await asleepWith(this.db, input.fromAgentId) : 0;
    const available = input.fromAgentId ? await stillAvailable(this.db, input.fromAgentId) : undefined;
    const warnings: Warning[] = [
      ...(found.length > mine.length
        ? [general('outside_your_queues', `${found.length - mine.length} are in queues you do not supervise and stay`)]
        : []),
      ...(mine.length > MOST
        ? [general('more_left', `Only the ${MOST} that wait longest are in this plan; plan again for the rest`)]
        : []),
      ...(available !== undefined
        ? [general('agent_still_available', `${available} is still available and would get new work at once; set them finishing`)]
        : []),
      ...(asleep > 0 ? [general('asleep', `${asleep} asleep stay with their agent`)] : []),
    ];
    return { work, warnings };
  }

  /** Whoever holds one of them is not asked for it; `toAgentIds` narrows who is. */
  private async picture({ toAgentIds }: PlanInput, work: ChosenWork[]): Promise<MatchingSnapshot> {
    const holders = new Map(work.flatMap((one) => (one.assignee_id ? [[one.id, one.assignee_id] as const] : [])));
    const snapshot = await takeSnapshotOf(
      this.db,
      work.map((one) => one.id),
      holders,
    );
    if (!toAgentIds) return snapshot;
    const wanted = new Set(toAgentIds.map((id) => id.toLowerCase()));
    const nobody = (agent: MatchingSnapshot['agents'][number]) => (wanted.has(agent.agentId) ? agent : { ...agent, queues: {} });
    return { ...snapshot, agents: snapshot.agents.map(nobody) };
  }

  private async effect(
    work: ChosenWork[],
    decisions: Decision[],
    snapshot: MatchingSnapshot,
    items: Plan['items'],
    names: Map<string, string>,
  ): Promise<Omit<Plan['effect'], 'warnings'>> {
    const shifts = shiftsOf(work, decisions, snapshot);
    const queueIds = [...new Set(items.flatMap(({ from, to }) => [from.queueId, ...(to.queueId ? [to.queueId] : [])]))];
    const [traffic, holdings] = [await queueTraffic(this.db, queueIds), await holdingsIn(this.db, queueIds)];
    return {
      assigned: decisions.length,
      waiting: work.length - decisions.length,
      agents: agentsEffect(snapshot, shifts, names),
      queues: queuesEffect(traffic, holdings, shifts, items),
    };
  }

  private store(input: PlanInput, items: Plan['items']): Promise<{ id: string; expiresAt: Date }> {
    const { by, fromAgentId, queueId, toAgentIds, toQueueId, reason } = input;
    return storePlan(this.db, {
      ...{ byAgentId: by.id, reason: reason ?? null, lifeMs: LIFE_MS, expiresAt: new Date(this.clock.now() + LIFE_MS) },
      wish: { fromAgentId, queueId, toAgentIds, toQueueId, chosen: input.conversationIds?.length },
      moves: items
        .filter((item) => !staysInLine(item))
        .map(({ conversationId, epoch, to }) => ({
          conversationId,
          epoch,
          agentId: to.agentId ?? null,
          queueId: to.queueId ?? null,
        })),
    });
  }
}

const general = (kind: Warning['kind'], sentence: string): Warning => ({ kind, conversationId: null, sentence });

function itemsOf(
  work: ChosenWork[],
  decisions: Decision[],
  snapshot: MatchingSnapshot,
  toQueueId: string | undefined,
  { names, skills }: { names: Map<string, string>; skills: Record<string, string> },
): Plan['items'] {
  const made = new Map(decisions.map((one) => [one.conversationId, one]));
  const reasons = reasonsOf(snapshot, decisions);
  const seen = new Map(snapshot.items.map((item) => [item.conversationId, item]));
  const nobody = new NobodySentences(snapshot, decisions);
  return work.map((one): Plan['items'][number] => {
    const from = { agentId: one.assignee_id, queueId: one.queue_id };
    const about = { conversationId: one.id, epoch: one.epoch, from };
    const [decision, reason] = [made.get(one.id), reasons.get(one.id)];
    if (decision && reason) {
      const said = { agent: names.get(decision.agentId) ?? 'An agent', customer: one.customer_name ?? 'the customer', skills };
      return { ...about, to: { agentId: decision.agentId }, sentence: placedSentence(decision, reason, said) };
    }
    if (toQueueId) {
      const there = one.queue_id === toQueueId.toLowerCase() && !one.assignee_id;
      return {
        ...about,
        to: { queueId: toQueueId.toLowerCase() },
        sentence: there ? 'It waits there already' : 'It would wait in that queue',
      };
    }
    const where = one.assignee_id ? 'it would wait in its queue' : 'it stays in line';
    return { ...about, to: { queueId: one.queue_id }, sentence: `${nobody.of(seen.get(one.id))}; ${where}` };
  });
}
