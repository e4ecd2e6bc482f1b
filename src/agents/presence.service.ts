import { Injectable, type OnModuleInit } from '@nestjs/common';
import { room } from '../contracts/events.js';
import type { PresenceView } from '../contracts/views.js';
import type { PresenceState } from '../contracts/words.js';
import { nextPresence, type PresenceEvent } from '../core/lifecycle/presence.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { type Actor, type Scope, systemActor, type Tx } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Sweep } from '../platform/jobs/sweep.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { presenceView } from './agents.queries.js';
import {
  extendLease,
  type HeldPresence,
  holdPresence,
  isDisabled,
  lockAgent,
  lapse,
  writePresence,
} from './presence.repository.js';

/** A lease of 120 s need not be written more often than this. */
const renewEveryMs = 10_000;

/** Who is there. A state holds as long as its lease; the lease is renewed by any sign of life. */
@Injectable()
export class Presence implements OnModuleInit {
  private readonly renewedAt = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('presence leases', () => this.expire());
  }

  /**
   * Sets a state in a transaction of its own. The same state and reason again only renews the lease.
   * @throws Refusal `not_found`; `illegal_move` (`finishing` from `offline`); `forbidden` for a disabled agent.
   */
  set(agentId: string, state: PresenceState, reason: string | null | undefined, actor: Actor): Promise<PresenceView> {
    return this.db.transaction((tx) => this.change({ actor, tx }, agentId, state, reason ?? null));
  }

  /** As `set`, inside the caller's transaction. */
  async change({ actor, tx }: Scope, agentId: string, state: PresenceState, reason: string | null): Promise<PresenceView> {
    const held = await this.hold(tx, agentId);
    if (state !== 'offline') await assertEnabled(tx, agentId);
    const from = held.state;
    const next = nextPresence(from, `set_${state}` satisfies PresenceEvent);
    if (!next.ok) throw new Refusal(next.code, `Presence cannot go from ${from} to ${state}.`, { state: from });
    if (from === state && held.reason === reason) {
      const renewed = state === 'offline' ? held : ((await extendLease(tx, agentId)) ?? held);
      return presenceView(renewed);
    }
    const row = await writePresence(tx, agentId, state, reason, actor);
    await this.announce(tx, [agentId]);
    return presenceView(row);
  }

  /** A sign of life. Cheap: at most one write in 10 s per agent and process; who is offline stays so. */
  async renew(agentId: string): Promise<void> {
    const now = this.clock.now();
    const last = this.renewedAt.get(agentId);
    if (last !== undefined && now - last < renewEveryMs) return;
    this.renewedAt.set(agentId, now);
    try {
      await extendLease(this.db, agentId);
    } catch (error) {
      // Not renewed: the next sign of life tries again.
      this.renewedAt.delete(agentId);
      throw error;
    }
  }

  /** What ran out unnoticed is written down first: from there on the agent was offline. */
  private async hold(tx: Tx, agentId: string): Promise<HeldPresence> {
    // The lock that claims take too: after a change of state nothing is given to the agent on the strength of the old one.
    await lockAgent(tx, agentId);
    const held = await holdPresence(tx, agentId);
    if (!held) throw notFound('agent');
    if (!held.lapsed) return held;
    await this.announce(tx, await lapse(tx, systemActor, agentId));
    return (await holdPresence(tx, agentId))!;
  }

  private async expire(): Promise<void> {
    await this.db.transaction(async (tx) => this.announce(tx, await lapse(tx, systemActor)));
  }

  private async announce(tx: Tx, agentIds: string[]): Promise<void> {
    await this.outbox.add(
      tx,
      ...agentIds.map((agentId) => ({
        type: 'presence.updated' as const,
        payload: { agentId },
        rooms: [room.agent(agentId), room.supervisors],
      })),
    );
  }
}

/** Asked under the presence lock: whoever disables the agent at this moment writes `offline` after us. */
async function assertEnabled(tx: Tx, agentId: string): Promise<void> {
  if (await isDisabled(tx, agentId)) throw new Refusal('forbidden', 'The agent is disabled.');
}
