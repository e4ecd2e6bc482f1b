import { Injectable } from '@nestjs/common';
import type { Principal } from '../../accounts/principal.js';
import { assertSupervises, supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import { decide } from '../../core/matching/decide.js';
import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { Told } from '../../core/matching/told.js';
import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { evidenceOf } from '../forecasts/forecasts.queries.js';
import { takeSnapshotOf } from '../matching/take-snapshot.js';
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
import { itemsOf } from './plan-items.js';
import { told } from './plan-sentences.js';
import { writePlanToken } from './plan-token.js';
import { warningsOf, warningsOfChoice } from './plan-warnings.js';
import { queueLines } from './queue-lines.queries.js';
import { storePlan } from './reassignments.repository.js';
import { type TargetQueue, targetQueue } from './target-queue.js';

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
const noTarget: TargetQueue = { warnings: [], unservable: new Map() };

/** @param said the whole of it in each language: a pointer says nothing to a reader of a page */
const wrongField = (
  pointer: string,
  detail: string,
  { sentence, translations }: Told,
  code: 'invalid_request' | 'not_found' = 'invalid_request',
) => new Refusal(code, sentence, { errors: [{ pointer, detail }], translations });

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
    const target = input.toQueueId ? await targetQueue(this.db, input.toQueueId.toLowerCase(), work) : noTarget;
    const items = itemsOf(work, decisions, snapshot, input.toQueueId, { names, skills, unservable: target.unservable });
    const preferred = new Set(decisions.filter((made) => made.parts.continuity > 0).map((made) => made.conversationId));
    const found = warningsOf(work, items, (id) => preferred.has(id), names, snapshot.now);
    const effect = await this.effect(work, decisions, snapshot, items, names);
    const { id, expiresAt } = await this.store(input, items);
    return {
      ...{ planToken: writePlanToken(this.secrets, id), id, expiresAt: expiresAt.toISOString(), items },
      effect: { ...effect, warnings: [...target.warnings, ...warnings, ...found] },
    };
  }

  private async check({ by, fromAgentId, queueId, conversationIds, toAgentIds, toQueueId }: PlanInput): Promise<void> {
    if ([fromAgentId, queueId, conversationIds].filter((one) => one !== undefined).length !== 1)
      throw wrongField(
        '/fromAgentId',
        'exactly one of fromAgentId, queueId and conversationIds is needed',
        told(
          'Name a desk, a queue or conversations to move, and only one of these.',
          '请指明要移动的客服、队列或会话，且只选其一。',
        ),
      );
    if (toAgentIds && toQueueId)
      throw wrongField(
        '/toQueueId',
        'cannot stand beside toAgentIds',
        told('It goes to agents or to a queue, not to both.', '目标客服与目标队列只能选其一。'),
      );
    if (fromAgentId && toAgentIds?.some((id) => id.toLowerCase() === fromAgentId.toLowerCase()))
      throw wrongField(
        '/toAgentIds',
        'must not name the desk that is emptied',
        told('The desk that is emptied cannot receive.', '不能把工作移给要清空的客服本人。'),
      );
    for (const [pointer, id] of [
      ['/queueId', queueId],
      ['/toQueueId', toQueueId],
    ] as const) {
      if (!id) continue;
      if ((await this.db.query('SELECT 1 FROM queues WHERE id = $1', [id])).length === 0)
        throw wrongField(
          pointer,
          'no such queue',
          told('There is no such queue; it may have been removed.', '找不到这个队列，可能已被删除。'),
          'not_found',
        );
      await assertSupervises(this.db, by, id);
    }
    if (fromAgentId && (await this.db.query('SELECT 1 FROM agents WHERE id = $1', [fromAgentId])).length === 0)
      throw wrongField('/fromAgentId', 'no such agent', told('There is no such agent.', '找不到这位客服。'), 'not_found');
    const strangers = await unknownAgents(this.db, toAgentIds ?? []);
    if (strangers.length > 0)
      throw wrongField(
        '/toAgentIds',
        `no such agent: ${strangers.join(', ')}`,
        told(
          `${strangers.length} of those who would receive are unknown or disabled.`,
          `有 ${strangers.length} 位目标客服不存在或已停用。`,
        ),
        'not_found',
      );
  }

  private async choose(input: PlanInput): Promise<{ work: ChosenWork[]; warnings: Warning[] }> {
    const found = await chosenWork(this.db, input, MOST);
    const missing = input.conversationIds?.filter((id) => !found.some((one) => one.id === id.toLowerCase())) ?? [];
    if (missing.length > 0)
      throw wrongField(
        '/conversationIds',
        `closed, asleep or unknown: ${missing.join(', ')}`,
        told(
          `${missing.length} of these are closed or asleep by now, or do not exist.`,
          `有 ${missing.length} 个会话已关闭、已暂缓或不存在。`,
        ),
        'not_found',
      );
    if (input.conversationIds) await assertSupervises(this.db, input.by, ...new Set(found.map((one) => one.queue_id)));
    const given = await supervisedQueueIds(this.db, input.by);
    const mine = found.filter((one) => given === null || given.includes(one.queue_id));
    const work = mine.slice(0, MOST);
    if (work.length === 0)
      throw wrongField(
        input.fromAgentId ? '/fromAgentId' : '/queueId',
        'there is nothing to move in the queues you supervise',
        told('There is nothing to move in the queues you supervise.', '您主管的队列中没有可移动的会话。'),
      );
    const asleep = input.fromAgentId ? await asleepWith(this.db, input.fromAgentId) : 0;
    const available = input.fromAgentId ? await stillAvailable(this.db, input.fromAgentId) : undefined;
    const outside = found.length - mine.length;
    const warnings = warningsOfChoice({ outside, most: mine.length > MOST ? MOST : null, available, asleep });
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
    const [lines, evidence] = [await queueLines(this.db, queueIds), await evidenceOf(this.db, queueIds)];
    return {
      assigned: decisions.length,
      waiting: work.length - decisions.length,
      agents: agentsEffect(snapshot, shifts, names),
      queues: queuesEffect(lines, evidence, items),
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
