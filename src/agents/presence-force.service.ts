import { Injectable } from '@nestjs/common';
import { assertSupervisesAgent } from '../accounts/supervised-queues.queries.js';
import { Audit } from '../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../accounts/principal.js';
import type { PresenceView } from '../contracts/views.js';
import type { PresenceState } from '../contracts/words.js';
import { canBeForced, isOwnAbsence } from '../core/lifecycle/presence.js';
import { Database } from '../platform/database/database.js';
import { Refusal } from '../platform/http/refusal.js';
import type { HeldPresence } from './presence.repository.js';
import { Presence } from './presence.service.js';

export interface ForcedState {
  state: PresenceState;
  reason?: string | null;
}

/** A supervisor sets an agent's state over their head. The agent is told who and why, and may change it again. */
@Injectable()
export class ForcePresence {
  constructor(
    private readonly db: Database,
    private readonly presence: Presence,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `forbidden` where the agent works in none of the caller's queues; as `Presence.set`; `illegal_move` where it would make somebody present who is not there. */
  execute(by: Principal, agentId: string, { state, reason = null }: ForcedState): Promise<PresenceView> {
    return this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(by) };
      const held = await this.presence.hold(tx, agentId);
      const forced = by.id !== agentId;
      if (forced) await assertSupervisesAgent(tx, by, agentId);
      if (forced && !canBeForced(state, held)) throw new Refusal('illegal_move', refusalOf(state, held), { state: held.state });
      const view = await this.presence.change(scope, agentId, state, reason, forced ? { forcedBy: by.id } : {});
      if (forced)
        await this.audit.write(scope, {
          action: 'agent.presence_forced',
          subjectType: 'agent',
          subjectId: agentId,
          data: { from: held.state, to: state, reason },
        });
      return view;
    });
  }
}

const refusalOf = (state: PresenceState, held: HeldPresence): string =>
  isOwnAbsence(held)
    ? `The agent said themselves that they are ${held.state}: only they can become ${state} again.`
    : `Nobody is at the desk: an absent agent cannot be made ${state}.`;
