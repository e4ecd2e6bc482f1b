import { groupSnapshot } from './grouping.js';
import type { Grouping, ItemClass } from './grouping.js';
import { give, laneBlock, longerIdle } from './lane.js';
import type { AgentState } from './lane.js';
import { continuityOf, deadlineSlackOf, freeShare, gridOf, waitingAgeOf } from './score.js';
import { BLOCK_REASONS } from './snapshot.js';
import type { BlockReason, MatchingSnapshot, PairedBy, PreferenceReason, ScoreParts, WaitingItem } from './snapshot.js';

export interface ItemState {
  item: WaitingItem;
  group: ItemClass;
  /** Weighted item parts, the same whoever serves, and their sum. */
  waitingAge: number;
  deadlineSlack: number;
  own: number;
  /** When its time is up; set with its tier. */
  dueAt: number;
  taken: boolean;
}

export interface Placement {
  item: ItemState;
  agent: AgentState;
  score: number;
  /** The free share of the agent when this was looked at: a heap of placements must not change its order by itself. */
  share: number;
}

/** Called just before a placement takes effect, while the board still shows what was known when it was chosen. */
export type OnPlaced = (item: ItemState, agent: AgentState, by: PairedBy) => void;

/** The total order over possible placements: score, then the older item, then the less loaded and longer idle agent, then ids. */
export function placedBefore(a: Placement, b: Placement): boolean {
  if (a.score !== b.score) return a.score > b.score;
  if (a.item !== b.item) return itemBefore(a.item.item, b.item.item);
  if (a.share !== b.share) return a.share > b.share;
  return a.agent !== b.agent && longerIdle(a.agent, b.agent) < 0;
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
  private readonly grid: (part: number) => number;
  /** By class: how many agents can never take it, by reason. */
  private readonly standing: (Record<BlockReason, number> | undefined)[] = [];
  private readonly mostLoad: number;

  constructor(readonly snapshot: MatchingSnapshot) {
    const { now, policy, items } = snapshot;
    this.grid = gridOf(policy.weights);
    this.mostLoad = this.grid(Math.max(0, policy.weights.load));
    this.grouping = groupSnapshot(snapshot);
    for (const group of this.grouping.classes) this.weighFits(group);
    for (const agent of this.agents) this.weighLoad(agent);
    this.items = items.map((item, at) => {
      const waitingAge = this.grid(policy.weights.waiting * waitingAgeOf(item, now, policy));
      const deadlineSlack = this.grid(policy.weights.slack * deadlineSlackOf(item, now, policy));
      const group = this.grouping.classOf[at] as ItemClass;
      return { item, group, waitingAge, deadlineSlack, own: waitingAge + deadlineSlack, dueAt: Infinity, taken: false };
    });
  }

  get agents(): Iterable<AgentState> {
    return this.grouping.agents.values();
  }

  agent(agentId: string): AgentState | undefined {
    return this.grouping.agents.get(agentId);
  }

  blockOf({ group }: ItemState, agent: AgentState): BlockReason | null {
    const block = group.blocks[agent.profile.index] ?? laneBlock(group.kind, agent);
    return block ?? (agent.free < group.weight ? 'no_capacity' : null);
  }

  partsOf(state: ItemState, agent: AgentState): ScoreParts {
    return {
      continuity: this.continuity(state, agent),
      skillFit: this.fitOf(state, agent),
      load: agent.load,
      waitingAge: state.waitingAge,
      deadlineSlack: state.deadlineSlack,
    };
  }

  /** The score less the agent's load: what does not change within a pass. */
  keyOf(state: ItemState, agent: AgentState): number {
    return this.continuity(state, agent) + this.fitOf(state, agent) + state.own;
  }

  place(item: ItemState, agent: AgentState): Placement {
    return { item, agent, score: this.keyOf(item, agent) + agent.load, share: agent.share };
  }

  /** The load part with this much room. */
  loadAt({ slot }: AgentState, free: number): number {
    return this.grid(this.snapshot.policy.weights.load * freeShare(slot.capacity, free));
  }

  fitOf({ group }: ItemState, { profile }: AgentState): number {
    return group.fits[profile.index] ?? 0;
  }

  continuity({ item }: ItemState, { slot }: AgentState): number {
    if (item.preferred.length === 0) return 0;
    const preference = preferenceFor(item, slot.agentId);
    if (!preference) return 0;
    return this.grid(this.snapshot.policy.weights.continuity * continuityOf(preference.why, preference.place));
  }

  /** The agent takes the conversation: their room shrinks and they move back in the order of each lane they stand in. */
  take(state: ItemState, agent: AgentState): void {
    const { lanes } = agent.profile;
    for (const lane of lanes.values()) lane.leave(agent);
    give(agent, state.item);
    this.weighLoad(agent);
    for (const lane of lanes.values()) lane.enter(agent);
    state.taken = true;
  }

  /** The best placements of one item right now, at most `limit`, best first. */
  ranked(state: ItemState, limit: number): Placement[] {
    const best: Placement[] = [];
    for (const { lane, fit } of state.group.open) {
      const worst = best.length === limit ? best[limit - 1] : undefined;
      // The lanes stand in order of fit: without affinity, nobody further on can do better. Affinity is looked at below.
      if (worst && fit + this.mostLoad + state.own < worst.score) break;
      for (const agent of lane.agents) {
        if (agent.free < state.group.weight) break;
        if (
          !keepBest(
            best,
            { item: state, agent, score: this.continuity(state, agent) + fit + state.own + agent.load, share: agent.share },
            limit,
          )
        )
          break;
      }
    }
    // A preferred agent may stand deep in their lane's order and still be the best.
    for (const { agentId } of state.item.preferred) {
      const agent = this.agent(agentId);
      if (!agent || this.blockOf(state, agent) !== null || best.some((placed) => placed.agent === agent)) continue;
      keepBest(best, this.place(state, agent), limit);
    }
    return best;
  }

  /** How many agents cannot take the item right now, by reason. */
  counts({ group }: ItemState): Record<BlockReason, number> {
    const standing = (this.standing[group.index] ??= this.standingCounts(group));
    const counts = { ...standing };
    for (const { lane } of group.open) {
      counts.busy += lane.busy;
      counts.channel_full += lane.full;
      counts.no_capacity += lane.shortOf(group.weight);
    }
    return counts;
  }

  private standingCounts({ blocks }: ItemClass): Record<BlockReason, number> {
    const counts = emptyCounts();
    for (const { index, agents } of this.grouping.profiles) {
      const block = blocks[index] ?? null;
      if (block !== null) counts[block] += agents.length;
    }
    return counts;
  }

  private weighFits({ open, fits }: ItemClass): void {
    for (const one of open) fits[one.profile.index] = one.fit = this.grid(this.snapshot.policy.weights.skillFit * one.fit);
  }

  private weighLoad(agent: AgentState): void {
    agent.share = freeShare(agent.slot.capacity, agent.free);
    agent.load = this.loadAt(agent, agent.free);
  }
}

/** Puts the placement where it belongs among the best so far; false where it is not one of them. */
function keepBest(best: Placement[], placed: Placement, limit: number): boolean {
  const worst = best.length === limit ? best[limit - 1] : undefined;
  if (worst && !placedBefore(placed, worst)) return false;
  let at = worst ? limit - 1 : best.length;
  while (at > 0 && placedBefore(placed, best[at - 1] as Placement)) {
    best[at] = best[at - 1] as Placement;
    at -= 1;
  }
  best[at] = placed;
  return true;
}

export function preferenceFor(item: WaitingItem, agentId: string): { why: PreferenceReason; place: number } | null {
  const { preferred } = item;
  for (let place = 0; place < preferred.length; place += 1) {
    const entry = preferred[place] as (typeof preferred)[number];
    if (entry.agentId === agentId) return { why: entry.why, place };
  }
  return null;
}
