import type { AgentSlot, WaitingItem } from '../../src/core/matching/snapshot.js';
import { HANDLE_MS } from './contact-centre.js';
import type { Observer } from './contact-centre.js';

export interface Start {
  conversationId: string;
  agentId: string;
  at: number;
}

/** What came of a run. Shares lie in [0, 1], waits are in mean handle times. */
export class Ledger implements Observer {
  readonly waits: number[] = [];
  /** Every start in order, where asked for. */
  readonly starts: Start[] = [];
  lostCount = 0;
  private delayed = 0;
  private returning = 0;
  private own = 0;
  private lacking = 0;
  private skilled = 0;
  private promised = 0;
  private kept = 0;
  private readonly work = new Map<string, number>();

  constructor(
    agents: readonly AgentSlot[],
    private readonly keepStarts = false,
  ) {
    for (const { agentId } of agents) this.work.set(agentId, 0);
  }

  started(item: WaitingItem, agent: AgentSlot, now: number, serviceMs: number): void {
    const { conversationId, preferred, skills, deadlineAt } = item;
    this.waits.push((now - item.waitingSince) / HANDLE_MS);
    if (now > item.waitingSince) this.delayed += 1;
    if (preferred.length > 0) this.returning += 1;
    if (preferred.some(({ agentId }) => agentId === agent.agentId)) this.own += 1;
    for (const { skill } of skills) {
      this.skilled += 1;
      this.lacking += 1 - ((agent.skills[skill] ?? 1) - 1) / 4;
    }
    if (deadlineAt !== null) {
      this.promised += 1;
      if (now <= deadlineAt) this.kept += 1;
    }
    const units = serviceMs * (item.weight / agent.capacity);
    this.work.set(agent.agentId, (this.work.get(agent.agentId) ?? 0) + units);
    if (this.keepStarts) this.starts.push({ conversationId, agentId: agent.agentId, at: now });
  }

  lost(): void {
    this.lostCount += 1;
  }

  /** Of those who were served. */
  get meanWait(): number {
    return mean(this.waits);
  }

  get delayedShare(): number {
    return this.delayed / this.waits.length;
  }

  /** Of those who have an agent of their own, the share served by them. */
  get continuity(): number {
    return this.own / this.returning;
  }

  /** What the chosen agents' levels lack to 5, as a share: 0 is an expert every time. */
  get mismatch(): number {
    return this.lacking / this.skilled;
  }

  get attainment(): number {
    return this.kept / this.promised;
  }

  /** Standard deviation of the agents' work, as a share of its mean: 0 is the same for all. */
  get loadSpread(): number {
    const work = [...this.work.values()];
    const middle = mean(work);
    return Math.sqrt(mean(work.map((one) => (one - middle) ** 2))) / middle;
  }

  /** Waits below which the given shares of customers stay. */
  percentiles(...shares: number[]): number[] {
    const sorted = Float64Array.from(this.waits).sort();
    return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
