import { pair } from '../../src/core/matching/decide.js';
import { DEFAULT_POLICY } from '../../src/core/matching/snapshot.js';
import type { AgentSlot, MatchingSnapshot, Policy, WaitingItem } from '../../src/core/matching/snapshot.js';
import type { Dispatcher, Dispatching, Floor } from './contact-centre.js';

/** The part of a decision that traffic needs. */
export interface Pairing {
  conversationId: string;
  agentId: string;
}

export type Match = (snapshot: MatchingSnapshot) => readonly Pairing[];

/**
 * The real matcher. As in production the snapshot is narrowed: an arrival is matched against the agents with room, a freed
 * agent against the line. Whatever `policy` leaves out is the house policy.
 */
export function ours(policy: Partial<Policy> = {}, match: Match = pair): Dispatching {
  return { name: 'throughline', open: (floor) => new Ours(floor, { ...DEFAULT_POLICY, ...policy }, match) };
}

class Ours implements Dispatcher {
  private readonly line = new Map<string, WaitingItem>();

  constructor(
    private readonly floor: Floor,
    private readonly policy: Policy,
    private readonly match: Match,
  ) {}

  get waiting(): number {
    return this.line.size;
  }

  arrived(item: WaitingItem): void {
    this.line.set(item.conversationId, item);
    const free = this.floor.agents.filter((agent) => agent.reserved < agent.capacity);
    if (free.length > 0) this.pass([item], free);
  }

  freed(agent: AgentSlot): void {
    if (this.line.size > 0) this.pass([...this.line.values()], [agent]);
  }

  lost(place: number): WaitingItem {
    const item = [...this.line.values()][place] as WaitingItem;
    this.line.delete(item.conversationId);
    return item;
  }

  private pass(items: WaitingItem[], agents: AgentSlot[]): void {
    for (const { conversationId, agentId } of this.match({ now: this.floor.now, policy: this.policy, items, agents })) {
      const item = this.line.get(conversationId) as WaitingItem;
      this.line.delete(conversationId);
      this.floor.start(item, this.floor.agent(agentId));
    }
  }
}
