import { Heap } from '../matching/heap.js';
import { LiveDesk, withItem } from '../matching/live-desk.js';
import type { AgentSlot, Pair, Policy, WaitingItem } from '../matching/snapshot.js';
import { type ReplayOutcome, Tally } from './tally.js';

/** A conversation as it came in the recorded period, and how long whoever took it was busy with it. Times in epoch ms. */
export interface RecordedArrival {
  item: WaitingItem;
  serviceMs: number;
}

/** A stretch of time in which an agent took work, with nothing in hand at its beginning. */
export interface RecordedShift {
  agent: AgentSlot;
  from: number;
  to: number;
}

type Happening =
  | { at: number; order: 0; kind: 'left'; agentId: string; conversationId: string }
  | { at: number; order: 1; kind: 'ended'; shift: RecordedShift }
  | { at: number; order: 2; kind: 'began'; shift: RecordedShift }
  | { at: number; order: 3; kind: 'came'; arrival: RecordedArrival };

/** After so many happenings the replay pauses, so that whoever runs it can do other things. */
const BREATH = 20;

/**
 * What a policy would have done with a recorded period: the same arrivals, the same people at the same hours, the same
 * handling times, decided anew by the matcher itself. Yields the share that is done, [0, 1], and returns the outcome. What is
 * not replayed: that another agent might have been quicker, declined, or sent the customer on; pauses and opening hours; the
 * seconds an offer waits for its answer; presence other than available. Waits come out shorter than they were: compare one
 * policy with another here, never with the record.
 */
export function* replayPeriod(
  arrivals: readonly RecordedArrival[],
  shifts: readonly RecordedShift[],
  policy: Policy,
): Generator<number, ReplayOutcome> {
  const happenings = new Heap<Happening>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order)).fill([
    ...arrivals.map((arrival): Happening => ({ at: arrival.item.waitingSince, order: 3, kind: 'came', arrival })),
    ...shifts.map((shift): Happening => ({ at: shift.from, order: 2, kind: 'began', shift })),
    ...shifts.map((shift): Happening => ({ at: shift.to, order: 1, kind: 'ended', shift })),
  ]);
  const centre = new Centre(policy, happenings);
  const all = arrivals.length * 2 + shifts.length * 2;
  for (let done = 0; happenings.size > 0; done += 1) {
    centre.happen(happenings.pop() as Happening);
    if (done % BREATH === BREATH - 1) yield Math.min(1, done / all);
  }
  return centre.tally.outcome(arrivals.length);
}

/** The contact centre in virtual time, with the matcher kept up to date event by event. */
class Centre {
  readonly tally = new Tally();
  private readonly desk: LiveDesk;
  /** Who is there, with nothing in hand; and what each holds, also after they went: it is theirs when they come back. */
  private readonly present = new Map<string, AgentSlot>();
  private readonly held = new Map<string, WaitingItem[]>();
  /** Who waits, and how long they will keep an agent. */
  private readonly items = new Map<string, WaitingItem>();
  private readonly services = new Map<string, number>();

  constructor(
    policy: Policy,
    private readonly happenings: Heap<Happening>,
  ) {
    this.desk = new LiveDesk({ now: 0, policy, items: [], agents: [] });
  }

  happen(one: Happening): void {
    switch (one.kind) {
      case 'came':
        this.services.set(one.arrival.item.conversationId, one.arrival.serviceMs);
        this.items.set(one.arrival.item.conversationId, one.arrival.item);
        return this.start(one.at, this.desk.arrive(one.arrival.item, one.at));
      case 'left':
        this.held.set(
          one.agentId,
          (this.held.get(one.agentId) ?? []).filter(({ conversationId }) => conversationId !== one.conversationId),
        );
        return this.present.has(one.agentId) ? this.look(one.at, one.agentId) : undefined;
      case 'began':
        this.present.set(one.shift.agent.agentId, one.shift.agent);
        return this.look(one.at, one.shift.agent.agentId);
      case 'ended':
        this.tally.shift(one.shift);
        this.present.delete(one.shift.agent.agentId);
        return this.start(one.at, this.desk.room({ ...one.shift.agent, presence: 'offline', leaseExpiresAt: one.at }, one.at));
    }
  }

  /** The agent has become free, or come: as they are now, with what they hold. */
  private look(at: number, agentId: string): void {
    const bare: AgentSlot = {
      ...(this.present.get(agentId) as AgentSlot),
      ...{ presence: 'available', leaseExpiresAt: Infinity, reserved: 0, active: 0, idleSince: at },
    };
    this.start(at, this.desk.room((this.held.get(agentId) ?? []).reduce(withItem, bare), at));
  }

  private start(now: number, pairs: readonly Pair[]): void {
    for (const { conversationId, agentId } of pairs) {
      const item = this.items.get(conversationId) as WaitingItem;
      const serviceMs = this.services.get(conversationId) as number;
      this.items.delete(conversationId);
      this.services.delete(conversationId);
      this.held.set(agentId, [...(this.held.get(agentId) ?? []), item]);
      this.happenings.push({ at: now + serviceMs, order: 0, kind: 'left', agentId, conversationId });
      this.tally.served({ item, agent: this.present.get(agentId) as AgentSlot, now, serviceMs });
    }
  }
}
