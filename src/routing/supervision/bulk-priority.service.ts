import { Injectable } from '@nestjs/common';
import type { Principal } from '../../accounts/principal.js';
import { assertSupervises } from '../../accounts/supervised-queues.queries.js';
import type { BulkPriorityView } from '../../contracts/routing-views.js';
import type { Told } from '../../core/matching/told.js';
import type { Channel } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { CarryOut } from '../reassignments/carry-out.service.js';
import { told } from '../reassignments/plan-sentences.js';
import { reassignmentView } from '../reassignments/reassignments.queries.js';
import { storeStarted } from '../reassignments/reassignments.repository.js';

export interface PriorityFilter {
  status?: ('waiting' | 'offered' | 'assigned')[];
  channel?: Channel;
  waitingLongerThanMs?: number;
  belowPriority?: number;
}

/** Exactly one of `conversationIds` and `queueId`; `filter` narrows either. */
export interface BulkPriorityInput {
  by: Principal;
  conversationIds?: string[];
  queueId?: string;
  filter?: PriorityFilter;
  priority: number;
  reason: string;
  dryRun?: boolean;
}

interface Chosen {
  id: string;
  epoch: number;
  priority: number;
  queue_id: string;
}

const MOST = 1_000;
const LIFE_MS = 600_000;

const wrong = (
  pointer: string,
  detail: string,
  { sentence, translations }: Told,
  code: 'invalid_request' | 'not_found' = 'invalid_request',
) => new Refusal(code, sentence, { errors: [{ pointer, detail }], translations });

/**
 * Serves many sooner or later. Carried out like a reassignment, with a record that can be taken back; what has that priority
 * already is left alone. Errors: `invalid_request` (nothing chosen, or more than 1,000); `not_found`; `forbidden`.
 */
@Injectable()
export class BulkPriority {
  constructor(
    private readonly db: Database,
    private readonly carryOut: CarryOut,
  ) {}

  async execute(input: BulkPriorityInput): Promise<BulkPriorityView> {
    const { by, priority, reason, dryRun = false } = input;
    const chosen = (await this.choose(input)).filter((one) => one.priority !== priority);
    const items = chosen.map((one) => ({ conversationId: one.id, from: one.priority, to: priority }));
    if (dryRun || chosen.length === 0) return { dryRun, items, reassignment: null };
    const { queueId, filter, conversationIds } = input;
    const id = await storeStarted(this.db, {
      ...{ byAgentId: by.id, reason, lifeMs: LIFE_MS, wish: { queueId, filter, priority, chosen: conversationIds?.length } },
      moves: chosen.map((one) => ({ conversationId: one.id, epoch: one.epoch, priority })),
    });
    await this.carryOut.run(by, { id, kind: 'priority', reason }, 'applying');
    return { dryRun, items, reassignment: (await reassignmentView(this.db, id))! };
  }

  private async choose({ by, conversationIds, queueId, filter }: BulkPriorityInput): Promise<Chosen[]> {
    if ((conversationIds === undefined) === (queueId === undefined))
      throw wrong(
        '/conversationIds',
        'exactly one of conversationIds and queueId is needed',
        told('Name conversations or a queue, and only one of these.', '请选择会话或队列，且只选其一。'),
      );
    if (queueId) {
      if ((await this.db.query('SELECT 1 FROM queues WHERE id = $1', [queueId])).length === 0)
        throw wrong(
          '/queueId',
          'no such queue',
          told('There is no such queue; it may have been removed.', '找不到这个队列，可能已被删除。'),
          'not_found',
        );
      await assertSupervises(this.db, by, queueId);
    }
    const rows = await this.read(conversationIds, queueId, filter ?? {});
    const missing = filter ? [] : (conversationIds ?? []).filter((id) => !rows.some((row) => row.id === id.toLowerCase()));
    if (missing.length > 0)
      throw wrong(
        '/conversationIds',
        `closed, asleep or unknown: ${missing.join(', ')}`,
        told(
          `${missing.length} of these are closed or asleep by now, or do not exist.`,
          `有 ${missing.length} 个会话已关闭、已暂缓或不存在。`,
        ),
        'not_found',
      );
    await assertSupervises(this.db, by, ...new Set(rows.map((row) => row.queue_id)));
    const pointer = queueId ? '/queueId' : '/conversationIds';
    if (rows.length === 0)
      throw wrong(pointer, 'there is nothing to change', told('There is nothing to change.', '没有可修改的会话。'));
    if (rows.length > MOST)
      throw wrong(
        pointer,
        `more than ${MOST} are meant; narrow the filter`,
        told(`More than ${MOST} are meant; narrow it down.`, `超过 ${MOST} 个会话，请缩小范围。`),
      );
    return rows;
  }

  private read(
    ids: string[] | undefined,
    queueId: string | undefined,
    { status = ['waiting', 'offered', 'assigned'], channel, waitingLongerThanMs, belowPriority }: PriorityFilter,
  ): Promise<Chosen[]> {
    return this.db.query<Chosen>(
      `SELECT c.id, c.epoch, c.priority, c.queue_id FROM conversations c
       WHERE ($1::uuid[] IS NULL OR c.id = ANY($1)) AND ($2::uuid IS NULL OR c.queue_id = $2) AND c.status = ANY($3)
         AND ($4::text IS NULL OR c.channel = $4)
         AND ($5::float8 IS NULL OR c.waiting_since < app_now() - $5 * interval '1 ms')
         AND ($6::int IS NULL OR c.priority < $6)
       ORDER BY coalesce(c.waiting_since, c.opened_at), c.id LIMIT ${MOST + 1}`,
      [ids ?? null, queueId ?? null, status, channel ?? null, waitingLongerThanMs ?? null, belowPriority ?? null],
    );
  }
}
