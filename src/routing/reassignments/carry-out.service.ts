import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, hasRole, type Principal } from '../../accounts/principal.js';
import type { Role } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import type { Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { MoveConversation } from '../work/move-conversation.service.js';
import { SetPriority } from '../work/set-priority.service.js';
import {
  dropOldPlans,
  finish,
  giveUpOpen,
  markFailed,
  markMoved,
  markRestored,
  type MoveRow,
  openPlaces,
  readMove,
  type ReassignmentRow,
  takeOverSilent,
  touch,
  type WhyNot,
} from './reassignments.repository.js';

type Direction = 'applying' | 'undoing';
type Running = Pick<ReassignmentRow, 'id' | 'kind' | 'reason'>;

const wentWrong: WhyNot = {
  code: 'internal',
  detail: 'Something went wrong here; it stands in the log.',
  translations: { zh: '系统出错，已记入日志。' },
};

const interrupted: WhyNot = {
  code: 'conflict',
  detail: 'It was interrupted and not taken up again in time.',
  translations: { zh: '执行中断，未能及时恢复。' },
};

/**
 * Carries out a stored reassignment, or takes it back, item by item. Each item moves in a transaction of its own that also
 * writes what became of it, so a crash at any moment leaves a record from which any process can go on: the sweep does for
 * whatever gave no sign of life for a minute.
 */
@Injectable()
export class CarryOut implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly moves: MoveConversation,
    private readonly priorities: SetPriority,
    private readonly audit: Audit,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('reassignments', () => this.takeOver());
    this.sweep.register('old plans', async () => void (await dropOldPlans(this.db)), 60_000);
  }

  /** Until nothing is left, or somebody has begun to take it back. What is refused is written down, the rest goes through. */
  async run(by: Principal, running: Running, direction: Direction): Promise<void> {
    for (const place of await openPlaces(this.db, running.id, direction)) {
      if (!(await this.item(by, running, direction, place))) return;
    }
    await this.db.transaction(async (tx) => {
      if (await finish(tx, running.id, direction)) await this.record(tx, by, running, direction);
    });
  }

  private async item(by: Principal, running: Running, direction: Direction, place: number): Promise<boolean> {
    try {
      return await this.db.transaction(async (tx) => {
        if (!(await touch(tx, running.id, direction))) return false;
        const move = await readMove(tx, running.id, place);
        if (move && direction === 'applying' && move.state === 'planned') await this.apply(tx, by, running, place, move);
        if (move && direction === 'undoing' && move.state === 'moved' && !move.undo_state)
          await this.restore(tx, by, running, place, move);
        return true;
      });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (!(error instanceof Refusal)) this.log.error({ err: error, reassignmentId: running.id, place }, 'an item failed');
      const why =
        error instanceof Refusal
          ? { code: error.code, detail: error.message, translations: error.data.translations ?? null }
          : wentWrong;
      return this.db.transaction(async (tx) => {
        if (!(await touch(tx, running.id, direction))) return false;
        await markFailed(tx, running.id, place, direction, why);
        return true;
      });
    }
  }

  private async apply(tx: Tx, by: Principal, { id, kind, reason }: Running, place: number, move: MoveRow): Promise<void> {
    const scope = { tx, actor: actorOf(by) };
    const act = { conversationId: move.conversation_id, by, epoch: move.epoch, reason: reason ?? undefined };
    const to = move.to_agent_id ? { agentId: move.to_agent_id } : { queueId: move.to_queue_id! };
    const { before, after } =
      kind === 'priority'
        ? await this.priorities.setIn(scope, { ...act, priority: move.to_priority! }, 'supervisor')
        : await this.moves.moveIn(scope, { ...act, to, exceptHolder: true });
    await markMoved(tx, id, place, before, after.epoch);
  }

  private async restore(tx: Tx, by: Principal, { id, kind }: Running, place: number, move: MoveRow): Promise<void> {
    const scope = { tx, actor: actorOf(by) };
    const act = { conversationId: move.conversation_id, by, epoch: move.epoch_after!, reason: 'undone' };
    if (kind === 'priority')
      await this.priorities.setIn(scope, { ...act, priority: move.before!.priority, expected: move.to_priority! }, 'supervisor');
    else await this.moves.restoreIn(scope, act, move.before!);
    await markRestored(tx, id, place);
  }

  private async record(tx: Tx, by: Principal, { id, kind, reason }: Running, direction: Direction): Promise<void> {
    const [counts] = await tx.query<{ moved: number; failed: number; restored: number; not_restored: number }>(
      `SELECT count(*) FILTER (WHERE state = 'moved')::int AS moved, count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE undo_state = 'restored')::int AS restored, count(*) FILTER (WHERE undo_state = 'failed')::int AS not_restored
       FROM reassignment_moves WHERE reassignment_id = $1`,
      [id],
    );
    const action = direction === 'applying' ? 'reassignment.applied' : 'reassignment.undone';
    await this.audit.write(
      { tx, actor: actorOf(by) },
      { action, subjectType: 'reassignment', subjectId: id, data: { kind, reason, ...counts } },
    );
  }

  /** What a process that died has left behind: finished in the name of whoever began it, or closed where that makes no sense. */
  private async takeOver(): Promise<void> {
    for (const row of await takeOverSilent(this.db)) {
      const direction: Direction = row.status === 'undoing' ? 'undoing' : 'applying';
      const by = await this.principal(direction === 'undoing' ? row.undo_by_agent_id! : row.by_agent_id);
      this.log.warn({ reassignmentId: row.id, direction }, 'a reassignment was interrupted and is taken up again');
      if (direction === 'applying' && (row.stale || !hasRole(by, 'supervisor')))
        await this.db.transaction(async (tx) => {
          if (await touch(tx, row.id, direction)) await giveUpOpen(tx, row.id, interrupted);
        });
      await this.run(by, row, direction);
    }
  }

  private async principal(agentId: string): Promise<Principal> {
    const [agent] = await this.db.query<{ id: string; name: string; role: Role; disabled: boolean }>(
      'SELECT id, name, role, disabled_at IS NOT NULL AS disabled FROM agents WHERE id = $1',
      [agentId],
    );
    return {
      type: 'agent',
      id: agentId,
      name: agent?.name ?? '',
      role: agent && !agent.disabled ? agent.role : 'agent',
      inboxIds: null,
    };
  }
}
