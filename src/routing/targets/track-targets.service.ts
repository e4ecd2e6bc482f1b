import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { ConversationChange, EventMap, PublishedEvent } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import type { Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { readHistories } from './target-histories.queries.js';
import { driftedConversations, dueConversations, unheardAmong } from './targets-due.queries.js';
import { lockFree, writeTargets } from './targets.repository.js';
import { settle, type Settlement } from './settle.js';
import { TellTargets } from './tell-targets.js';

/** Conversations settled in one transaction: few enough that their locks are held for milliseconds. */
const BATCH = 100;
const MOST = 500;
const NET_MS = 5_000;

/** Changes that the clocks follow. What the rest changes they hear from the messages, and a new conversation gets them with its queue. */
const turning: ReadonlySet<ConversationChange> = new Set<ConversationChange>([
  ...(['closed', 'reopened', 'snoozed', 'woken', 'transferred', 'requeued', 'customer_back', 'rejoined'] as const),
]);

/**
 * Keeps the clocks of targets in step with what happens, without touching the path of a message: the news says where to look,
 * the history is read anew, and what follows from it is written. News that is lost is made up for by the net, and what falls
 * due is found by the sweep: the rows are the timers.
 */
@Injectable()
export class TrackTargets implements OnModuleInit {
  private readonly outcomes: Counter;

  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly sweep: Sweep,
    private readonly tell: TellTargets,
    metrics: Metrics,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.outcomes = new Counter({
      name: 'throughline_targets_total',
      help: 'Clocks of targets by what became of them.',
      labelNames: ['kind', 'outcome'],
      registers: [metrics.registry],
    });
  }

  onModuleInit(): void {
    const types = ['message.created', 'conversation.updated', 'routing.configured'] as const;
    this.listeners.on('targets', types, (events) => this.hear(events));
    this.sweep.register('targets due', async () => this.settleAll(await dueConversations(this.db, MOST)));
    this.sweep.register('targets that lost their news', () => this.settleDrifted(null), NET_MS);
  }

  /** Brings the clocks of these conversations in step. Those that somebody else is changing are left to the news of that. */
  async settleAll(conversationIds: readonly string[]): Promise<void> {
    const ids = [...new Set(conversationIds)].sort();
    for (let at = 0; at < ids.length; at += BATCH) await this.settleBatch(ids.slice(at, at + BATCH));
  }

  async settleDrifted(queueId: string | null): Promise<void> {
    await this.settleAll(await driftedConversations(this.db, queueId, MOST));
  }

  private async hear(events: PublishedEvent[]): Promise<void> {
    const of = ({ payload }: PublishedEvent): string => (payload as EventMap['message.created']).conversationId;
    const turns = events.filter((one) => one.type === 'conversation.updated' && turning.has(changeOf(one)));
    const spoken = events.filter(({ type }) => type === 'message.created');
    await this.settleAll([...turns.map(of), ...(await unheardAmong(this.db, spoken.map(of)))]);
    const queues = events.flatMap(({ type, payload }) =>
      type === 'routing.configured' ? ((payload as EventMap['routing.configured']).queueId ?? []) : [],
    );
    for (const queueId of new Set(queues)) await this.settleDrifted(queueId);
  }

  /** One that fails by fault keeps none of the others from being settled. */
  private async settleBatch(ids: readonly string[]): Promise<void> {
    try {
      await this.db.transaction((tx) => this.settleIn(tx, ids));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (ids.length > 1) for (const id of ids) await this.settleBatch([id]);
      else this.log.error({ err: error, conversationId: ids[0] }, 'the targets of a conversation could not be settled');
    }
  }

  private async settleIn(tx: Tx, ids: readonly string[]): Promise<void> {
    const free = await lockFree(tx, ids);
    if (free.length === 0) return;
    // Read after the lock, in a statement of its own: what the last holder wrote is seen.
    const settlements = (await readHistories(tx, free)).map((one) => settle(one, true));
    await writeTargets(tx, settlements);
    for (const one of settlements) await this.tell.execute(tx, one);
    tx.afterCommit(() => settlements.forEach((one) => this.count(one)));
  }

  private count({ met, crossings }: Settlement): void {
    for (const kind of met) this.outcomes.inc({ kind, outcome: 'met' });
    for (const { kind, what } of crossings) this.outcomes.inc({ kind, outcome: what });
  }
}

/** What happened to a conversation. */
const changeOf = ({ payload }: PublishedEvent): ConversationChange => (payload as { change: ConversationChange }).change;
