import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Alerts, type AlertWish } from '../alerts/alerts.service.js';
import { readRoster } from '../queues/roster.queries.js';
import { startTargets } from '../targets/start-targets.js';
import { recordAct } from '../work/assignments.repository.js';
import { putInLine } from '../work/place-conversation.js';
import { movable, overflowDue, toldUnservable, type WaitingKind, waitingKinds, waitingOf } from './overflow.queries.js';
import { isUnservable } from './unservable.js';

/** How often the whole line is looked at for work that nobody could ever serve. */
const FALLBACK_EVERY_MS = 1_000;
/** So many of them an alert names: more than anybody moves at once. */
const MOST_NAMED = 500;

interface Going {
  because: 'overflow' | 'fallback';
  fromQueueId: string;
  toQueueId: string;
  /** The wait after which its queue passes it on. */
  afterMs?: number;
}

/**
 * Moves waiting work to another queue by the queue's own rules: after a wait (overflow), or because nobody there could ever
 * serve it (fallback). Its wait goes with it. Where there is no fallback it stays, and a supervisor is told.
 */
@Injectable()
export class OverflowConversations implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly alerts: Alerts,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('overflow of queues', () => this.overflow());
    this.sweep.register('work nobody could serve', () => this.fallBack(), FALLBACK_EVERY_MS);
  }

  async overflow(): Promise<void> {
    for (const { id, ...going } of await overflowDue(this.db, null))
      await this.quietly(id, async (tx) => {
        // Read again under the lock: the queue's steps or a person may have changed that.
        const still = await this.locked(tx, id, async () => (await overflowDue(tx, [id]))[0]);
        if (still) await this.move(tx, id, { because: 'overflow', ...going, toQueueId: still.toQueueId });
      });
  }

  async fallBack(): Promise<void> {
    const kinds = await waitingKinds(this.db);
    const { everybody } = kinds.length > 0 ? await readRoster(this.db) : { everybody: [] };
    const lost = kinds.filter((kind) => isUnservable(kind, everybody));
    for (const kind of lost) {
      const { queueId: fromQueueId, fallbackQueueId: toQueueId } = kind;
      if (!toQueueId) continue;
      for (const id of await waitingOf(this.db, kind))
        await this.quietly(id, async (tx) => {
          const still = await this.locked(tx, id, () => movable(tx, id));
          if (still?.free) await this.move(tx, id, { because: 'fallback', fromQueueId, toQueueId });
        });
    }
    await this.tell(lost.filter((kind) => !kind.fallbackQueueId && !passesOn(kind)));
  }

  /** One alert for each queue, for as long as there is such work in it; how much there is, and which waits longest, is kept true. */
  private async tell(stuck: readonly WaitingKind[]): Promise<void> {
    const told = await toldUnservable(this.db);
    const now = new Set(stuck.map((kind) => kind.queueId));
    const over = [...told.keys()].filter((queueId) => !now.has(queueId));
    const changed: AlertWish[] = [];
    for (const queueId of now) {
      const kinds = stuck.filter((kind) => kind.queueId === queueId);
      const waiting = kinds.reduce((sum, kind) => sum + kind.count, 0);
      const conversationIds: string[] = [];
      for (const kind of kinds) conversationIds.push(...(await waitingOf(this.db, kind)));
      conversationIds.length = Math.min(conversationIds.length, MOST_NAMED);
      const said = told.get(queueId);
      if (said?.waiting === waiting && String(said.conversationIds) === String(conversationIds)) continue;
      const [conversationId = null] = conversationIds;
      changed.push({ kind: 'nobody_can_serve', key: queueId, queueId, conversationId, data: { waiting, conversationIds } });
    }
    if (changed.length + over.length === 0) return;
    await this.db.transaction(async (tx) => {
      for (const queueId of over) await this.alerts.clear(tx, ['nobody_can_serve'], queueId);
      for (const wish of changed) if (!(await this.alerts.raise(tx, wish))) await this.alerts.update(tx, wish);
    });
  }

  /** What `read` finds once the conversation is locked; undefined where there is none. */
  private async locked<T>(tx: Tx, id: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
    return (await lockConversation(tx, id, 'pass over')) ? read() : undefined;
  }

  private async move(tx: Tx, id: string, going: Going): Promise<void> {
    const row = (await lockConversation(tx, id, 'pass over'))?.conversation;
    if (!row || row.status !== 'waiting' || row.queue_id !== going.fromQueueId) return;
    const scope = { tx, actor: systemActor };
    const { routing } = (await movable(tx, id))!;
    const after = await putInLine(scope, this.outbox, row, {
      ...{ event: 'transferred', change: 'requeued', endReason: going.because, waitingSince: row.waiting_since ?? 'now' },
      changes: { queue_id: going.toQueueId, routing: { ...routing, moves: [...(routing.moves ?? []), going] } },
      data: { ...going },
    });
    const { because: kind, toQueueId: queueId } = going;
    await recordAct(scope, { kind, conversationId: id, queueId, agentId: null, epoch: after.epoch });
    await startTargets(tx, [{ id, told: false }]);
  }

  /** One that cannot be moved keeps none of the others where they are. */
  private async quietly(conversationId: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.db
      .transaction(work)
      .catch((error: unknown) => this.log.error({ err: error, conversationId }, 'a waiting conversation could not be passed on'));
  }
}

/** It leaves by itself in time: nobody has to be told. */
const passesOn = ({ rules }: WaitingKind): boolean =>
  Array.isArray(rules.steps) && (rules.steps as { toQueue?: string }[]).some((step) => step?.toQueue !== undefined);
