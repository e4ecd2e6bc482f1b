import type { AgentSlot, WaitingItem } from './snapshot.js';

/** Agents who are alike in all that waiting work asks about. */
export interface Profile {
  index: number;
  sample: AgentSlot;
  agents: AgentState[];
  /** By kind of work, made as work asks for them. */
  lanes: Map<string, Lane>;
}

/** An agent in the course of a pass. */
export interface AgentState {
  slot: AgentSlot;
  profile: Profile;
  /** What is left of capacity in this pass; may start below zero. */
  free: number;
  /** Units that wait on them; an exclusive item needs none. */
  active: number;
  /** Took an exclusive item in this pass: nothing more beside it. */
  closed: boolean;
  /** What is left of each limited channel. */
  rooms: Record<string, number> | null;
  /** The share of their capacity that is free at their present room, and the weighted load part of any score with them. */
  share: number;
  load: number;
}

export function agentState(slot: AgentSlot, profile: Profile): AgentState {
  const free = slot.capacity - slot.reserved;
  const rooms = slot.channelRoom ? { ...slot.channelRoom } : null;
  return { slot, profile, free, active: slot.active ?? slot.reserved, closed: false, rooms, share: 0, load: 0 };
}

/** What the agent has once they take the item. */
export function give(agent: AgentState, { weight, channel, exclusive }: WaitingItem): void {
  agent.free -= weight;
  agent.active += weight;
  if (exclusive) agent.closed = true;
  if (agent.rooms && Object.hasOwn(agent.rooms, channel)) agent.rooms[channel] = (agent.rooms[channel] as number) - 1;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Least loaded, then longest idle, then id. Only meaningful between agents of the same capacity (as in one profile). */
export function agentOrder(a: AgentState, b: AgentState): number {
  return b.free - a.free || a.slot.idleSince - b.slot.idleSince || byText(a.slot.agentId, b.slot.agentId);
}

/** As `agentOrder` for agents of any capacity: the order among equal scores. */
export function lessLoaded(a: AgentState, b: AgentState): number {
  return b.share - a.share || longerIdle(a, b);
}

export function longerIdle(a: AgentState, b: AgentState): number {
  return a.slot.idleSince - b.slot.idleSince || byText(a.slot.agentId, b.slot.agentId);
}

/** What a lane is for: work of a channel that somebody's limits name (null: any other), or work that wants a whole agent. */
export interface LaneKind {
  channel: string | null;
  exclusive: boolean;
}

/** The limits apart from capacity. They only ever tighten within a pass. */
export function laneBlock({ channel, exclusive }: LaneKind, agent: AgentState): 'busy' | 'channel_full' | null {
  if (agent.closed || (exclusive && agent.active > 0)) return 'busy';
  if (channel === null || !agent.rooms || !Object.hasOwn(agent.rooms, channel)) return null;
  return (agent.rooms[channel] as number) > 0 ? null : 'channel_full';
}

export const laneKey = ({ channel, exclusive }: LaneKind): string => `${exclusive ? '!' : ''}${channel ?? ''}`;

/** The kind of lane an item belongs in, given the channels that anybody's limits name. */
export const kindOf = ({ channel, exclusive }: WaitingItem, limited: ReadonlySet<string>): LaneKind => ({
  channel: limited.has(channel) ? channel : null,
  exclusive: exclusive === true,
});

export function limitedChannels(agents: readonly AgentSlot[]): Set<string> {
  const limited = new Set<string>();
  for (const { channelRoom } of agents) if (channelRoom) for (const channel of Object.keys(channelRoom)) limited.add(channel);
  return limited;
}

/**
 * The agents of one profile whom no limit but capacity keeps from one kind of work, in order: the first is the best of them
 * and, if they lack the room, nobody has it. Where nobody has limits a profile has a single lane.
 */
export class Lane {
  readonly agents: AgentState[] = [];
  busy = 0;
  full = 0;
  /** The weights asked for in this lane, and how many of `agents` have no room for each. */
  private readonly weights: number[] = [];
  private readonly short: number[] = [];

  constructor(
    readonly kind: LaneKind,
    all: readonly AgentState[],
  ) {
    for (const agent of all) {
      const block = laneBlock(kind, agent);
      if (block === null) this.agents.push(agent);
      else this.count(block, 1);
    }
    this.agents.sort(agentOrder);
  }

  /** Keeps count of who lacks room for this weight from now on. */
  watch(weight: number): void {
    if (this.weights.includes(weight)) return;
    this.weights.push(weight);
    this.short.push(this.agents.reduce((short, agent) => short + (agent.free < weight ? 1 : 0), 0));
  }

  /** How many of `agents` have no room for a watched weight. */
  shortOf(weight: number): number {
    return this.short[this.weights.indexOf(weight)] ?? 0;
  }

  /** To be called before the agent's room changes … */
  leave(agent: AgentState): void {
    const block = laneBlock(this.kind, agent);
    if (block !== null) return this.count(block, -1);
    this.agents.splice(this.placeOf(agent), 1);
    this.countShort(agent, -1);
  }

  /** … and after. */
  enter(agent: AgentState): void {
    const block = laneBlock(this.kind, agent);
    if (block !== null) return this.count(block, 1);
    this.agents.splice(this.placeOf(agent), 0, agent);
    this.countShort(agent, 1);
  }

  private placeOf(agent: AgentState): number {
    let low = 0;
    let high = this.agents.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (agentOrder(this.agents[middle] as AgentState, agent) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private countShort(agent: AgentState, by: number): void {
    for (let at = 0; at < this.weights.length; at += 1)
      if (agent.free < (this.weights[at] as number)) this.short[at] = (this.short[at] as number) + by;
  }

  private count(block: 'busy' | 'channel_full', by: number): void {
    if (block === 'busy') this.busy += by;
    else this.full += by;
  }
}
