import { agentOrder, groupSnapshot } from './grouping.js';
import type { AgentState, Grouping, ItemClass } from './grouping.js';
import { addUp, continuityOf, deadlineSlackOf, freeShare, waitingAgeOf } from './score.js';
import { BLOCK_REASONS } from './snapshot.js';
import type { BlockReason, MatchingSnapshot, PolicyWeights, PreferenceReason, ScoreParts, WaitingItem } from './snapshot.js';

export interface ItemState {
  item: WaitingItem;
  group: ItemClass;
  /** Weighted item parts: the same whoever serves. */
  waitingAge: number;
  deadlineSlack: number;
  taken: boolean;
}

export interface Placement {
  item: ItemState;
  agent: AgentState;
  score: number;
}

/** The total order over possible placements: score, then the older item, then the less loaded and longer idle agent, then ids. */
export function placedBefore(a: Placement, b: Placement): boolean {
  if (a.score !== b.score) return a.score > b.score;
  if (a.item !== b.item) return itemBefore(a.item.item, b.item.item);
  if (a.agent === b.agent) return false;
  const shareA = freeShare(a.agent.slot.capacity, a.agent.free);
  const shareB = freeShare(b.agent.slot.capacity, b.agent.free);
  if (shareA !== shareB) return shareA > shareB;
  if (a.agent.slot.idleSince !== b.agent.slot.idleSince) return a.agent.slot.idleSince < b.agent.slot.idleSince;
  return a.agent.slot.agentId < b.agent.slot.agentId;
}

export function itemBefore(a: WaitingItem, b: WaitingItem): boolean {
  return a.waitingSince !== b.waitingSince ? a.waitingSince < b.waitingSince : a.conversationId < b.conversationId;
}

export function emptyCounts(): Record<BlockReason, number> {
  return Object.fromEntries(BLOCK_REASONS.map((reason) => [reason, 0])) as Record<BlockReason, number>;
}

/** The state of one pass: who still has room, who is still waiting, and what any placement would score right now. */
export class Board {
  readonly items: ItemState[];
  private readonly grouping: Grouping;
  private readonly weights: PolicyWeights;

  constructor(readonly snapshot: MatchingSnapshot) {
    const { now, policy, items } = snapshot;
    this.weights = policy.weights;
    this.grouping = groupSnapshot(snapshot);
    this.items = items.map((item) => ({
      item,
      group: this.grouping.classOf.get(item) as ItemClass,
      waitingAge: this.weights.waiting * waitingAgeOf(item, now, policy),
      deadlineSlack: this.weights.slack * deadlineSlackOf(item, now, policy),
      taken: false,
    }));
  }

  get profiles(): Grouping['profiles'] {
    return this.grouping.profiles;
  }

  get agents(): Iterable<AgentState> {
    return this.grouping.agents.values();
  }

  agent(agentId: string): AgentState | undefined {
    return this.grouping.agents.get(agentId);
  }

  blockOf(state: ItemState, agent: AgentState): BlockReason | null {
    return state.group.blocks[agent.profile.index] ?? (agent.free < state.group.weight ? 'no_capacity' : null);
  }

  partsOf(state: ItemState, agent: AgentState): ScoreParts {
    return {
      continuity: this.continuity(state, agent),
      skillFit: this.weights.skillFit * (state.group.fits[agent.profile.index] ?? 0),
      load: this.weights.load * freeShare(agent.slot.capacity, agent.free),
      waitingAge: state.waitingAge,
      deadlineSlack: state.deadlineSlack,
    };
  }

  /** The sum of `partsOf`, without making the parts. */
  scoreOf(state: ItemState, agent: AgentState): number {
    const fit = this.weights.skillFit * (state.group.fits[agent.profile.index] ?? 0);
    const load = this.weights.load * freeShare(agent.slot.capacity, agent.free);
    return addUp(this.continuity(state, agent), fit, load, state.waitingAge, state.deadlineSlack);
  }

  place(state: ItemState, agent: AgentState): Placement {
    return { item: state, agent, score: this.scoreOf(state, agent) };
  }

  private continuity(state: ItemState, agent: AgentState): number {
    if (state.item.preferred.length === 0) return 0;
    const preference = preferenceFor(state.item, agent.slot.agentId);
    return preference ? this.weights.continuity * continuityOf(preference.why, preference.place) : 0;
  }

  /** The agent takes the conversation: their room shrinks and they move back in the order of their profile. */
  take(state: ItemState, agent: AgentState): void {
    const { agents } = agent.profile;
    const from = agents.indexOf(agent);
    agents.splice(from, 1);
    agent.free -= state.group.weight;
    let low = from;
    let high = agents.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (agentOrder(agents[middle] as AgentState, agent) < 0) low = middle + 1;
      else high = middle;
    }
    agents.splice(low, 0, agent);
    state.taken = true;
  }

  /** The best placements of one item right now, at most `limit`, best first. */
  ranked(state: ItemState, limit: number): Placement[] {
    const best: Placement[] = [];
    for (const profile of this.profiles) {
      if (state.group.blocks[profile.index] !== null) continue;
      const last = Math.min(limit, profile.agents.length);
      for (let at = 0; at < last; at += 1) {
        const agent = profile.agents[at] as AgentState;
        if (agent.free < state.group.weight) break;
        this.keepBest(best, state, agent, limit);
      }
    }
    // A preferred agent may stand deep in their profile's order and still be the best.
    for (const { agentId } of state.item.preferred) {
      const agent = this.agent(agentId);
      if (!agent || this.blockOf(state, agent) !== null || best.some((placed) => placed.agent === agent)) continue;
      this.keepBest(best, state, agent, limit);
    }
    return best;
  }

  private keepBest(best: Placement[], item: ItemState, agent: AgentState, limit: number): void {
    const score = this.scoreOf(item, agent);
    const worst = best.length === limit ? best[limit - 1] : undefined;
    if (worst && score < worst.score) return;
    const placed = { item, agent, score };
    if (worst && !placedBefore(placed, worst)) return;
    let at = worst ? limit - 1 : best.length;
    while (at > 0 && placedBefore(placed, best[at - 1] as Placement)) {
      best[at] = best[at - 1] as Placement;
      at -= 1;
    }
    best[at] = placed;
  }

  /** How many agents cannot take the item right now, by reason. */
  counts(state: ItemState): Record<BlockReason, number> {
    const counts = emptyCounts();
    for (const { index, agents } of this.profiles) {
      const block = state.group.blocks[index] ?? null;
      if (block !== null) counts[block] += agents.length;
      else counts.no_capacity += agents.length - firstWithoutRoom(agents, state.group.weight);
    }
    return counts;
  }
}

export function preferenceFor(item: WaitingItem, agentId: string): { why: PreferenceReason; place: number } | null {
  const { preferred } = item;
  for (let place = 0; place < preferred.length; place += 1) {
    const entry = preferred[place] as (typeof preferred)[number];
    if (entry.agentId === agentId) return { why: entry.why, place };
  }
  return null;
}

function firstWithoutRoom(agents: AgentState[], weight: number): number {
  let low = 0;
  let high = agents.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((agents[middle] as AgentState).free >= weight) low = middle + 1;
    else high = middle;
  }
  return low;
}
