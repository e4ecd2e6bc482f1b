import { Injectable } from '@nestjs/common';
import type { Principal } from '../../accounts/principal.js';
import { supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { ReassignmentView } from '../../contracts/routing-views.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { CarryOut } from './carry-out.service.js';
import { readPlanToken } from './plan-token.js';
import { reassignmentView } from './reassignments.queries.js';
import { findReassignment, startApplying, startUndoing } from './reassignments.repository.js';

const tooOld = (): Refusal =>
  new Refusal('token_expired', 'The plan is too old; make it again.', {
    translations: { zh: '方案已过期，请重新制定。' },
  });

/**
 * Applies a plan, or takes an applied one back. The token is used up in the same write that begins the work: of two who show
 * it at once, one wins. What somebody else has moved since the plan was made fails by itself and is listed.
 */
@Injectable()
export class ApplyReassignment {
  constructor(
    private readonly db: Database,
    private readonly carryOut: CarryOut,
    private readonly secrets: Secrets,
  ) {}

  /** Errors: `token_invalid`, `token_expired`, `forbidden` (somebody else's plan), `conflict` (used already). */
  async apply(by: Principal, planToken: string, reason?: string): Promise<ReassignmentView> {
    const id = readPlanToken(this.secrets, planToken);
    const plan = await findReassignment(this.db, id);
    if (!plan) throw tooOld();
    if (plan.by_agent_id !== by.id)
      throw new Refusal('forbidden', 'Only whoever made the plan may apply it.', {
        translations: { zh: '只有制定方案的人可以执行它。' },
      });
    if (!(await startApplying(this.db, id, reason))) {
      const now = await findReassignment(this.db, id);
      if (now?.status === 'planned') throw tooOld();
      throw new Refusal('conflict', 'The plan was applied already.', {
        reassignmentId: id,
        translations: { zh: '方案已经执行过了。' },
      });
    }
    await this.carryOut.run(by, { ...plan, reason: reason ?? plan.reason }, 'applying');
    return (await reassignmentView(this.db, id))!;
  }

  /**
   * Puts back what nobody has touched since, also where only part of it was applied. A repeat answers with what came of the
   * first. Errors: `not_found`; `forbidden`; `conflict` (a plan that was never applied).
   */
  async undo(by: Principal, id: string): Promise<ReassignmentView> {
    const found = await this.visible(by, id);
    const begun = await this.db.transaction((tx) => startUndoing(tx, found.id, by.id));
    if (begun) await this.carryOut.run(by, found, 'undoing');
    else if ((await findReassignment(this.db, found.id))?.status === 'planned')
      throw new Refusal('conflict', 'The plan was never applied; there is nothing to take back.', {
        translations: { zh: '方案从未执行，没有可撤回的内容。' },
      });
    return (await reassignmentView(this.db, found.id))!;
  }

  async read(by: Principal, id: string): Promise<ReassignmentView> {
    const found = await this.visible(by, id);
    return (await reassignmentView(this.db, found.id))!;
  }

  /** A supervisor who is given some queues sees their own reassignments; who has all sees all. */
  private async visible(by: Principal, id: string): Promise<NonNullable<Awaited<ReturnType<typeof findReassignment>>>> {
    const found = await findReassignment(this.db, id);
    if (!found) throw notFound('reassignment');
    if (found.by_agent_id !== by.id && (await supervisedQueueIds(this.db, by)) !== null)
      throw new Refusal('forbidden', 'This is the reassignment of another supervisor.', {
        translations: { zh: '这是其他主管的调动方案。' },
      });
    return found;
  }
}
