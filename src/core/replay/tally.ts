import { rankFor } from '../matching/eligibility.js';
import { skillFitOf } from '../matching/score.js';
import type { AgentSlot, WaitingItem } from '../matching/snapshot.js';

/** What one agent did in a replay. */
export interface ReplayedAgent {
  agentId: string;
  conversations: number;
  /** Units held while present × time ÷ (capacity × time present); null for who was not there. */
  occupancy: number | null;
}

/** Times in ms; shares in [0, 1]; null where there was nothing to measure. */
export interface ReplayOutcome {
  arrivals: number;
  served: number;
  /** Came and were not served before everybody had gone home. */
  unserved: number;
  meanWaitMs: number | null;
  p95WaitMs: number | null;
  /** Of those with a deadline the share that an agent had before it. */
  deadlineAttainment: number | null;
  /** Of those with a preferred agent the share that got one of them. */
  continuity: number | null;
  /** Of those that require a skill the mean fit of whoever served, level 1 = 0, level 5 = 1. */
  skillFit: number | null;
  /** Largest minus smallest occupancy among those who were there. */
  loadSpread: number | null;
  agents: ReplayedAgent[];
}

interface Served {
  item: WaitingItem;
  agent: AgentSlot;
  now: number;
  serviceMs: number;
}

interface Work {
  conversations: number;
  held: { weight: number; from: number; to: number }[];
  shifts: { from: number; to: number }[];
  capacityMs: number;
}

/** Adds up what happens in a replay. */
export class Tally {
  private readonly waits: number[] = [];
  private readonly deadlines = new Share();
  private readonly continuity = new Share();
  private readonly fits: number[] = [];
  private readonly work = new Map<string, Work>();

  served({ item, agent, now, serviceMs }: Served): void {
    this.waits.push(now - item.waitingSince);
    if (item.deadlineAt !== null) this.deadlines.add(now <= item.deadlineAt);
    if (item.preferred.length > 0) this.continuity.add(item.preferred.some(({ agentId }) => agentId === agent.agentId));
    if (item.skills.length > 0) this.fits.push(skillFitOf(item.skills, agent.skills, rankFor(item, agent) ?? 0));
    const work = this.of(agent.agentId);
    work.conversations += 1;
    work.held.push({ weight: item.weight, from: now, to: now + serviceMs });
  }

  shift({ agent, from, to }: { agent: AgentSlot; from: number; to: number }): void {
    const work = this.of(agent.agentId);
    work.shifts.push({ from, to });
    work.capacityMs += agent.capacity * Math.max(0, to - from);
  }

  outcome(arrivals: number): ReplayOutcome {
    const agents = [...this.work]
      .map(([agentId, work]): ReplayedAgent => {
        const { conversations, capacityMs } = work;
        return { agentId, conversations, occupancy: capacityMs > 0 ? unitMsOf(work) / capacityMs : null };
      })
      .sort((a, b) => b.conversations - a.conversations || (a.agentId < b.agentId ? -1 : 1));
    const occupancies = agents.flatMap(({ occupancy }) => occupancy ?? []);
    return {
      ...{ arrivals, served: this.waits.length, unserved: arrivals - this.waits.length },
      ...{ meanWaitMs: mean(this.waits), p95WaitMs: percentile(this.waits, 0.95) },
      ...{ deadlineAttainment: this.deadlines.value, continuity: this.continuity.value, skillFit: mean(this.fits) },
      loadSpread: occupancies.length > 0 ? Math.max(...occupancies) - Math.min(...occupancies) : null,
      agents,
    };
  }

  private of(agentId: string): Work {
    const found = this.work.get(agentId);
    if (found) return found;
    const made = { conversations: 0, held: [], shifts: [], capacityMs: 0 };
    this.work.set(agentId, made);
    return made;
  }
}

/** What was held while its agent was there: work that outlasts them, or waits for them, fills no hour of theirs. */
function unitMsOf({ held, shifts }: Work): number {
  let all = 0;
  for (const { weight, from, to } of held)
    for (const shift of shifts) all += weight * Math.max(0, Math.min(to, shift.to) - Math.max(from, shift.from));
  return all;
}

class Share {
  private hits = 0;
  private all = 0;

  add(hit: boolean): void {
    this.all += 1;
    if (hit) this.hits += 1;
  }

  get value(): number | null {
    return this.all > 0 ? this.hits / this.all : null;
  }
}

const mean = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

/** The smallest value that at least this share of the values does not exceed. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
