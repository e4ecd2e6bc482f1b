import { claimLimit } from '../../src/core/capacity/limits.js';
import { weightOf } from '../../src/core/capacity/weights.js';
import type { LoadState, QueueWeights } from '../../src/core/capacity/weights.js';
import { decide } from '../../src/core/matching/decide.js';
import type { AgentSlot } from '../../src/core/matching/snapshot.js';
import { anItem, aSnapshot } from './builders.js';
import type { Arrival } from './contact-centre.js';
import type { Random } from './random.js';
import { agentsOf } from './traffic.js';
import { VirtualTime } from './virtual-time.js';

export interface DeskTerms {
  /** When each agent comes to work (ms). */
  comeAt: number[];
  limit: number;
  returnReserve?: number;
  rampMs?: number;
  /** Turns of a conversation, ours and theirs by turns; a mean of their number, and mean times of each in ms. */
  turns: { mean: number; oursMs: number; theirsMs: number };
  weights?: QueueWeights;
  random: Random;
}

interface Desk {
  slot: AgentSlot;
  availableSince: number;
  /** Units held, state by state. */
  held: number;
  conversations: number;
}

/** What came of it. Units are capacity units (one agent = 100), times ms. */
export interface DeskRun {
  waits: number[];
  /** Claims that took an agent over the limit of that moment: must be none. */
  overClaims: number;
  /** Replies of customers in all, and those that lifted an agent above the whole limit. */
  replies: number;
  liftedOver: number;
  /** Looks after which somebody waited beside an agent who was at work and held nothing. */
  idleBesideLine: number;
  peak: number;
}

/** How often the ramp is looked at while somebody waits, as the sweep does. */
const SWEEP_MS = 500;

/**
 * Conversations that go to and fro: they weigh their whole weight while it is our turn and less while it is the customer's,
 * and a reply puts the weight back whatever the agent holds by then. The limits and weights are the real ones, and so is the
 * matcher; every change is followed by a pass over the whole line.
 */
export class ChatDesk {
  readonly desks: Desk[];
  readonly run: DeskRun = { waits: [], overClaims: 0, replies: 0, liftedOver: 0, idleBesideLine: 0, peak: 0 };
  private readonly time = new VirtualTime();
  private readonly line = new Map<string, Arrival['item']>();
  private sweeping = false;

  constructor(private readonly terms: DeskTerms) {
    this.desks = agentsOf(terms.comeAt.length).map((slot, n) => ({
      slot: { ...slot, presence: 'offline', leaseExpiresAt: Infinity },
      availableSince: terms.comeAt[n] as number,
      held: 0,
      conversations: 0,
    }));
    for (const desk of this.desks) this.time.at(desk.availableSince, () => this.come(desk));
  }

  /** Chats that come at these times; runs on from where it stopped, up to `until` or to the end. */
  serve(times: Iterable<number>, until = Infinity): DeskRun {
    const coming = times[Symbol.iterator]();
    let n = 0;
    const next = (): void => {
      const { value, done } = coming.next() as IteratorResult<number, undefined>;
      if (done || value === undefined) return;
      this.time.at(value, () => {
        const id = `c${String((n += 1)).padStart(6, '0')}`;
        this.line.set(id, anItem(id, { waitingSince: this.time.now, weight: this.weigh('waiting_on_us') }));
        this.pass();
        next();
      });
    };
    next();
    this.time.run(until);
    return this.run;
  }

  private come(desk: Desk): void {
    desk.slot.presence = 'available';
    this.pass();
  }

  private weigh(state: LoadState): number {
    return weightOf('webchat', state, this.terms.weights);
  }

  private limitOf(desk: Desk): number {
    const { limit, returnReserve = 0, rampMs = 0 } = this.terms;
    const { availableSince } = desk;
    return claimLimit({ limit, returnReserve, availableSince, rampMs, firstClaim: this.weigh('waiting_on_us') }, this.time.now);
  }

  private pass(): void {
    if (this.line.size === 0) return;
    for (const { slot, held } of this.desks) slot.reserved = held;
    for (const desk of this.desks) desk.slot.capacity = this.limitOf(desk);
    const snapshot = aSnapshot(
      [...this.line.values()],
      this.desks.map(({ slot }) => slot),
    );
    for (const { conversationId, agentId } of decide({ ...snapshot, now: this.time.now })) this.claim(conversationId, agentId);
    if (this.line.size === 0) return;
    if (this.desks.some(({ slot, held }) => slot.presence === 'available' && held === 0)) this.run.idleBesideLine += 1;
    this.sweepOn();
  }

  private sweepOn(): void {
    if (this.sweeping || !this.terms.rampMs) return;
    this.sweeping = true;
    this.time.at(this.time.now + SWEEP_MS, () => {
      this.sweeping = false;
      this.pass();
    });
  }

  private claim(conversationId: string, agentId: string): void {
    const desk = this.desks.find(({ slot }) => slot.agentId === agentId) as Desk;
    const item = this.line.get(conversationId) as Arrival['item'];
    this.line.delete(conversationId);
    this.run.waits.push(this.time.now - item.waitingSince);
    this.hold(desk, item.weight);
    desk.conversations += 1;
    desk.slot.idleSince = this.time.now;
    if (desk.held > this.limitOf(desk)) this.run.overClaims += 1;
    this.ourTurn(desk);
  }

  private ourTurn(desk: Desk): void {
    const { random, turns } = this.terms;
    this.time.at(this.time.now + random.exponential(turns.oursMs), () => {
      const over = random.uniform() < 1 / turns.mean;
      this.hold(desk, (over ? 0 : this.weigh('waiting_on_customer')) - this.weigh('waiting_on_us'));
      if (over) desk.conversations -= 1;
      else this.theirTurn(desk);
      this.pass();
    });
  }

  private theirTurn(desk: Desk): void {
    const { random, turns } = this.terms;
    this.time.at(this.time.now + random.exponential(turns.theirsMs), () => {
      this.hold(desk, this.weigh('waiting_on_us') - this.weigh('waiting_on_customer'));
      this.run.replies += 1;
      if (desk.held > this.terms.limit) this.run.liftedOver += 1;
      this.ourTurn(desk);
    });
  }

  private hold(desk: Desk, units: number): void {
    desk.held += units;
    this.run.peak = Math.max(this.run.peak, desk.held);
  }
}
