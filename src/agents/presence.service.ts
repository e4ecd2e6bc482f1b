import { Injectable, type OnModuleInit } from '@nestjs/common';
import { room } from '../contracts/events.js';
import type { PresenceView } from '../contracts/views.js';
import type { PresenceState } from '../contracts/words.js';
import { nextPresence, type PresenceEvent, restoredState } from '../core/lifecycle/presence.js';
import { Database } from '../platform/database/database.js';
import { type Actor, type Scope, systemActor, type Tx } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Sweep } from '../platform/jobs/sweep.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { presenceViews } from './agents.queries.js';
import {
  extendLease,
  type HeldPresence,
  holdPresence,
  isDisabled,
  lapse,
  lockAgent,
  stateBefore,
  writePresence,
} from './presence.repository.js';

/** What may be said beside a state and its reason. */
export interface StateTerms {
  /** When they mean to be back: only for `away` and `offline`. What waits for an answer is covered until then. */
  returnAt?: Date | null;
  /** The supervisor who sets it over the agent's head. It is no sign of life: the lease stays what it is. */
  forcedBy?: string;
}

/** Who is there. A state holds as long as its lease; the lease is the latest of the agent's devices. */
@Injectable()
export class Presence implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('presence leases', () => this.expire());
  }

  /**
   * Sets a state in a transaction of its own. The same state and reason again only renews the lease.
   * @throws Refusal `not_found`; `illegal_move` (`finishing` from `offline`); `forbidden` for a disabled agent;
   * `invalid_request` for a `returnAt` that does not fit.
   */
  set(
    agentId: string,
    state: PresenceState,
    reason: string | null | undefined,
    actor: Actor,
    terms: StateTerms = {},
  ): Promise<PresenceView> {
    return this.db.transaction((tx) => this.change({ actor, tx }, agentId, state, reason ?? null, terms));
  }

  /** As `set`, inside the caller's transaction. */
  async change(
    { actor, tx }: Scope,
    agentId: string,
    state: PresenceState,
    reason: string | null,
    { returnAt = null, forcedBy }: StateTerms = {},
  ): Promise<PresenceView> {
    const held = await this.hold(tx, agentId);
    if (state !== 'offline') await assertEnabled(tx, agentId);
    await assertReturn(tx, state, returnAt);
    const next = nextPresence(held.state, `set_${state}` satisfies PresenceEvent);
    if (!next.ok) throw new Refusal(next.code, `Presence cannot go from ${held.state} to ${state}.`, { state: held.state });
    const same = held.state === state && held.reason === reason && held.returnAt?.getTime() === returnAt?.getTime();
    if (!same) {
      // Throughline sets somebody aside because they show no life; that must not read as life.
      const setAside = actor.type === 'system' && state === 'away' && held.state !== 'offline';
      const to = { state, reason, returnAt, forcedBy: forcedBy ?? null, keepsLease: forcedBy !== undefined || setAside };
      await writePresence(tx, agentId, to, actor);
      await this.announce(tx, [agentId]);
    } else if (forcedBy === undefined) await extendLease(tx, agentId);
    return (await presenceViews(tx, [agentId]))[0]!;
  }

  /** What the agent's presence is, under lock; what ran out unnoticed is written down first. @throws Refusal `not_found` */
  async hold(tx: Tx, agentId: string): Promise<HeldPresence> {
    // The lock that claims take too: after a change of state nothing is given to the agent on the strength of the old one.
    await lockAgent(tx, agentId);
    const held = await holdPresence(tx, agentId);
    if (!held) throw notFound('agent');
    if (!held.lapsed) return held;
    await this.announce(tx, await lapse(tx, systemActor, agentId));
    return (await holdPresence(tx, agentId))!;
  }

  /** A device connects, `known` where it was one of theirs before. It gives back a state that was only concluded to be over. */
  async deviceConnected({ actor, tx }: Scope, agentId: string, known: boolean): Promise<void> {
    const held = await this.hold(tx, agentId);
    const before = await stateBefore(tx, agentId, held.epoch);
    const { state, reason, returnAt, forcedBy } = held;
    const restored = restoredState({ state, reason, goneForMs: held.forMs, deviceKnown: known, before: before?.state });
    if (!restored || (await isDisabled(tx, agentId))) return;
    const to = { state: restored, reason: before?.reason ?? null, returnAt, forcedBy, keepsLease: false };
    await writePresence(tx, agentId, to, actor);
    await this.announce(tx, [agentId]);
  }

  private async expire(): Promise<void> {
    await this.db.transaction(async (tx) => this.announce(tx, await lapse(tx, systemActor)));
  }

  /** Tells screens and machines; whoever shows it reads the present state. */
  async announce(tx: Tx, agentIds: readonly string[]): Promise<void> {
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
  if (await isDisabled(tx, agentId))
    throw new Refusal('forbidden', 'The agent is disabled.', { translations: { zh: '这位客服已停用。' } });
}

async function assertReturn(tx: Tx, state: PresenceState, returnAt: Date | null): Promise<void> {
  if (!returnAt) return;
  const refuse = (detail: string): Refusal =>
    new Refusal('invalid_request', `returnAt ${detail}.`, { errors: [{ pointer: '/returnAt', detail }] });
  if (state !== 'away' && state !== 'offline') throw refuse('goes only with away and offline');
  const [row] = await tx.query<{ fits: boolean }>(
    `SELECT $1::timestamptz > clock.now AND $1::timestamptz <= clock.now + interval '366 days' AS fits FROM (SELECT app_now() AS now) clock`,
    [returnAt],
  );
  if (!row?.fits) throw refuse('must be a time to come, within a year');
}
