import { Heap } from '../../src/core/matching/heap.js';
import { decide } from '../../src/core/matching/decide.js';
import { DEFAULT_POLICY } from '../../src/core/matching/snapshot.js';
import type { AgentSlot, Decision, Policy, WaitingItem } from '../../src/core/matching/snapshot.js';

/** One customer of the traffic: what is asked of the matcher for them, and when they come. */
export interface Arrival {
  at: number;
  item: WaitingItem;
}

export interface Traffic {
  arrivals: Arrival[];
  /** The k-th conversation to start takes the k-th of these (ms). */
  services: number[];
}

export interface Served {
  item: WaitingItem;
  agentId: string;
  wait: number;
  decision: Decision;
}

export interface Run {
  served: Served[];
  /** Most units any agent ever held, as a share of their capacity. */
  peakLoad: number;
  /** Moments at which somebody who could have served was left with room while somebody waited. */
  leftIdle: number;
}

/** The length of one mean service; far more than a millisecond, so that times keep their precision. */
export const HANDLE_MS = 300_000;

interface Departure {
  at: number;
  agentId: string;
  weight: number;
}

/**
 * A contact centre in virtual time with the real matcher in it. As in production the snapshot is narrowed: an arrival is
 * matched against the agents with room, a freed agent against the line.
 */
export class ContactCentre {
  private readonly agents: Map<string, AgentSlot>;
  private readonly waiting = new Map<string, WaitingItem>();
  private readonly departures = new Heap<Departure>((a, b) => (a.at !== b.at ? a.at < b.at : a.agentId < b.agentId));
  private readonly run: Run = { served: [], peakLoad: 0, leftIdle: 0 };
  private readonly policy: Policy;

  constructor(agents: AgentSlot[], policy: Partial<Policy> = {}) {
    this.agents = new Map(agents.map((agent) => [agent.agentId, { ...agent, leaseExpiresAt: Infinity }]));
    this.policy = { ...DEFAULT_POLICY, ...policy };
  }

  serve({ arrivals, services }: Traffic): Run {
    for (const arrival of arrivals) {
      this.leaveUntil(arrival.at, services);
      this.waiting.set(arrival.item.conversationId, arrival.item);
      const free = [...this.agents.values()].filter((agent) => agent.reserved < agent.capacity);
      if (free.length > 0) this.match(arrival.at, [arrival.item], free, services);
    }
    this.leaveUntil(Infinity, services);
    return this.run;
  }

  private leaveUntil(until: number, services: number[]): void {
    for (let next = this.departures.peek(); next && next.at <= until; next = this.departures.peek()) {
      this.departures.pop();
      const agent = this.agents.get(next.agentId) as AgentSlot;
      agent.reserved -= next.weight;
      agent.idleSince = next.at;
      if (this.waiting.size > 0) this.match(next.at, [...this.waiting.values()], [agent], services);
    }
  }

  private match(now: number, items: WaitingItem[], agents: AgentSlot[], services: number[]): void {
    const decisions = decide({ now, policy: this.policy, items, agents });
    for (const decision of decisions) this.start(now, decision, services);
    if (items.some(({ conversationId }) => this.waiting.has(conversationId)) && decisions.length === 0) this.run.leftIdle += 1;
  }

  private start(now: number, decision: Decision, services: number[]): void {
    const { conversationId, agentId, weight } = decision;
    const item = this.waiting.get(conversationId) as WaitingItem;
    const agent = this.agents.get(agentId) as AgentSlot;
    this.waiting.delete(conversationId);
    agent.reserved += weight;
    this.run.peakLoad = Math.max(this.run.peakLoad, agent.reserved / agent.capacity);
    this.departures.push({ at: now + (services[this.run.served.length] as number), agentId, weight });
    this.run.served.push({ item, agentId, wait: now - item.waitingSince, decision });
  }
}
