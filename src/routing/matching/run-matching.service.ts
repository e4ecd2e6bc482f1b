import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { decide } from '../../core/matching/decide.js';
import { presenceBlock } from '../../core/matching/eligibility.js';
import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/ids/new-id.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { ExpireOffers } from '../offers/expire-offers.service.js';
import { type Claim, type ClaimResult, MakeOffer } from '../offers/make-offer.service.js';
import { reasonsOf } from '../offers/offer-reason.js';
import { RouteConversations } from '../requirements/route-conversations.service.js';
import { noteFaults } from '../watchdog/faults.repository.js';
import { packPass } from './packed-pass.js';
import { takeSnapshot } from './take-snapshot.js';

/** Claims per transaction: enough to be quick in a drain, few enough that a lock is held for milliseconds. */
const BATCH = 200;
/** Transactions at once in a drain. Each has its own agents, so that they do not wait for each other. */
const LANES = 3;
/** Rounds in which every claim was lost to others, after which those others finish the work. */
const FRUITLESS = 3;
/** How long a conversation whose claim failed by fault is left out, so that it cannot slow every pass. */
const SET_ASIDE_MS = 5_000;

export interface MatchingOutcome {
  won: number;
  lost: number;
  rounds: number;
}

/**
 * Pairs what waits with who is free until nothing is left to pair. Holds no state that matters: any number of processes
 * may run it at once, each claim is guarded, and whatever one loses another has won.
 */
@Injectable()
export class RunMatching implements OnModuleInit {
  private readonly asideUntil = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly makeOffer: MakeOffer,
    private readonly expireOffers: ExpireOffers,
    private readonly route: RouteConversations,
    private readonly jobs: JobBus,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('run-matching', async () => void (await this.execute()));
  }

  async execute(): Promise<MatchingOutcome> {
    const outcome: MatchingOutcome = { won: 0, lost: 0, rounds: 0 };
    // An offer that lapsed holds its conversation back; nobody should have to wait for a timer that may not run.
    await this.expireOffers.execute();
    await this.route.execute();
    try {
      await this.match(outcome);
    } finally {
      // What was routed and found nobody is news as well; claims have told theirs, and with it.
      this.route.announce();
    }
    return outcome;
  }

  private async match(outcome: MatchingOutcome): Promise<void> {
    for (let fruitless = 0; fruitless < FRUITLESS;) {
      const { results, cut } = await this.pass();
      if (results.length === 0) break;
      const won = results.filter((one) => 'won' in one).length;
      outcome.rounds += 1;
      outcome.won += won;
      outcome.lost += results.length - won;
      // A pass pairs all it saw. Only what it did not see, or lost, is worth another look; news since then has its own run.
      if (won === results.length && !cut) break;
      fruitless = won > 0 ? 0 : fruitless + 1;
    }
  }

  private async pass(): Promise<{ results: ClaimResult[]; cut: boolean }> {
    const { snapshot, broken, cut } = await takeSnapshot(this.db, this.aside());
    if (broken.length > 0) this.log.error({ queueIds: broken }, 'queues with rules that cannot be read are not served');
    const decisions = decide(snapshot);
    const results = decisions.length > 0 ? await this.claimAll(snapshot, decisions) : [];
    await this.setAside(results);
    return { results, cut: cut && anyRoomLeft(snapshot, decisions) };
  }

  private async setAside(results: readonly ClaimResult[]): Promise<void> {
    const failed = results.filter((one) => 'lost' in one && one.lost === 'failed');
    if (failed.length === 0) return;
    for (const { conversationId } of failed) this.asideUntil.set(conversationId, this.clock.now() + SET_ASIDE_MS);
    const faults = failed.map((one) => ({ ...one, fault: ('fault' in one && one.fault) || 'unknown fault' }));
    // Only what is said of it is lost where this fails too.
    await noteFaults(this.db, faults, SET_ASIDE_MS).catch((error: unknown) =>
      this.log.warn({ err: error }, 'a fault went unrecorded'),
    );
  }

  private async claimAll(snapshot: MatchingSnapshot, decisions: Decision[]): Promise<ClaimResult[]> {
    const reasons = reasonsOf(snapshot, decisions);
    const widened = new Map(snapshot.items.map((item) => [item.conversationId, item.alsoQueues]));
    const claims = decisions.map((decision) => {
      const { conversationId } = decision;
      return { decision, reason: reasons.get(conversationId), alsoQueues: widened.get(conversationId) } as Claim;
    });
    const pass = { id: newId(), policyVersion: snapshot.policy.version };
    const packed = packPass(snapshot, decisions);
    const results: ClaimResult[] = [];
    const lanes = lanesOf(claims);
    // Stored with the first batch that wins anything: a pass whose claims were all lost leaves nothing behind.
    for (const lane of lanes)
      while (lane.length > 0 && !results.some((one) => 'won' in one))
        results.push(...(await this.makeOffer.execute(lane.splice(0, BATCH), { ...pass, packed })));
    const work = async (lane: Claim[]): Promise<void> => {
      for (let at = 0; at < lane.length; at += BATCH)
        results.push(...(await this.makeOffer.execute(lane.slice(at, at + BATCH), pass)));
    };
    const ended = await Promise.allSettled(lanes.map(work));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return results;
  }

  private aside(): ReadonlySet<string> {
    const now = this.clock.now();
    for (const [id, until] of this.asideUntil) if (until <= now) this.asideUntil.delete(id);
    return new Set(this.asideUntil.keys());
  }
}

/** One lane for what fits one transaction; else each agent's claims in one lane, in their order. */
function lanesOf(claims: Claim[]): Claim[][] {
  if (claims.length <= BATCH) return [claims];
  const lanes = Array.from({ length: LANES }, (): Claim[] => []);
  const laneOf = new Map<string, Claim[]>();
  for (const claim of claims) {
    const { agentId } = claim.decision;
    const lane = laneOf.get(agentId) ?? (lanes[laneOf.size % LANES] as Claim[]);
    laneOf.set(agentId, lane);
    lane.push(claim);
  }
  return lanes;
}

/** Whether somebody could still take the lightest of what was looked at: if not, there is nothing to look further for. */
function anyRoomLeft({ now, items, agents }: MatchingSnapshot, decisions: readonly Decision[]): boolean {
  const lightest = Math.min(...new Set(items.map((item) => item.weight)));
  const given = new Map<string, number>();
  for (const { agentId, weight } of decisions) given.set(agentId, (given.get(agentId) ?? 0) + weight);
  return agents.some(
    (agent) =>
      presenceBlock(agent, now) === null && agent.capacity - agent.reserved - (given.get(agent.agentId) ?? 0) >= lightest,
  );
}
