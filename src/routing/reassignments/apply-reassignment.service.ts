import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import type { ReassignmentView } from '../../contracts/views.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { MoveConversation } from '../work/move-conversation.service.js';
import type { Target } from '../work/transfer-conversation.service.js';
import { readPlanToken } from './plan-token.js';

/** What was done, as the audit log keeps it: enough to take it back. */
interface DoneMove {
  conversationId: string;
  /** The epoch after the move: undo touches only what nobody has touched since. */
  epoch: number;
  back: { agentId: string | null; queueId: string };
}

interface Step {
  conversationId: string;
  epoch: number;
  to: Target;
  force?: boolean;
}

const APPLIED = 'reassignment.applied';
const UNDONE = 'reassignment.undone';

/**
 * Applies a plan, or takes an applied one back. Each conversation moves in a transaction of its own, guarded by the epoch the
 * plan saw: what somebody else has moved meanwhile fails by itself and is listed, the rest goes through.
 */
@Injectable()
export class ApplyReassignment {
  constructor(
    private readonly db: Database,
    private readonly moves: MoveConversation,
    private readonly audit: Audit,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Errors: `token_invalid`, `token_expired`, `forbidden`, `conflict` (applied already). */
  async apply(by: Principal, planToken: string): Promise<ReassignmentView> {
    const plan = readPlanToken(this.secrets, planToken, by.id, this.clock.now());
    if (await this.find(APPLIED, plan.id)) throw new Refusal('conflict', 'The plan was applied already.');
    return this.run(by, plan.id, plan.items, APPLIED);
  }

  /** Errors: `not_found` (nothing of the last day under this id), `conflict` (undone already). */
  async undo(by: Principal, id: string): Promise<ReassignmentView> {
    const applied = await this.find(APPLIED, id);
    if (!applied) throw notFound('reassignment');
    if (await this.find(UNDONE, id)) throw new Refusal('conflict', 'The reassignment was undone already.');
    // Back to where they came from even if that desk is full by now: undo must not half work.
    const steps = applied.moves.map(({ conversationId, epoch, back }): Step => {
      return { conversationId, epoch, to: back.agentId ? { agentId: back.agentId } : { queueId: back.queueId }, force: true };
    });
    return this.run(by, id, steps, UNDONE);
  }

  private async run(by: Principal, id: string, steps: Step[], action: string): Promise<ReassignmentView> {
    const moves: DoneMove[] = [];
    const failed: ReassignmentView['failed'] = [];
    for (const step of steps) {
      try {
        moves.push(await this.step(by, step));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        failed.push({ conversationId: step.conversationId, code: error.code, detail: error.message });
      }
    }
    await this.db.transaction((tx) =>
      this.audit.write(
        { tx, actor: actorOf(by) },
        { action, subjectType: 'reassignment', subjectId: id, data: { moves, failed } },
      ),
    );
    return { id, done: moves.map((one) => one.conversationId), failed };
  }

  private step(by: Principal, step: Step): Promise<DoneMove> {
    return this.db.transaction(async (tx) => {
      const [before] = await tx.query<{ assignee_id: string | null; queue_id: string }>(
        'SELECT assignee_id, queue_id FROM conversations WHERE id = $1',
        [step.conversationId],
      );
      const after = await this.moves.moveIn({ tx, actor: actorOf(by) }, { ...step, by });
      // Read before the lock, and still true: the epoch has not changed in between, or the move would have been refused.
      return { conversationId: after.id, epoch: after.epoch, back: { agentId: before!.assignee_id, queueId: before!.queue_id } };
    });
  }

  private async find(action: string, id: string): Promise<{ moves: DoneMove[] } | undefined> {
    const [row] = await this.db.query<{ data: { moves: DoneMove[] } }>(
      `SELECT data FROM audit_log WHERE action = $1 AND subject_id = $2 AND at > app_now() - interval '1 day' LIMIT 1`,
      [action, id],
    );
    return row?.data;
  }
}
