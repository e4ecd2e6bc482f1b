import { itemBefore } from './board.js';
import type { Board, ItemState } from './board.js';
import { lessLoaded } from './lane.js';
import type { AgentState } from './lane.js';
import { minCost } from './min-cost.js';
import type { Tier } from './tiers.js';

/** Items × free places beyond which a tier is served pair by pair: keeps the search within some 10 ms. */
const MOST_CELLS = 65_536;

export interface Match {
  item: ItemState;
  agent: AgentState;
}

/** One free place of an agent and the load part it brings: each further place of the same agent brings less. */
interface Place {
  agent: AgentState;
  nth: number;
  load: number;
}

/**
 * The whole tier at once: as many pairs as possible, and of all such assignments the largest sum of scores. Null where the best
 * pairs do as well or must do: one side is single, the tier is large (`Policy.wholeTierItems`), or its items do not all take the
 * same kind of place (unlike weights; exclusive beside ordinary ones; limits by channel that bind some of them only). As many
 * pairs as possible also means that no agent is left with room for an item that waits.
 */
export function wholeTier(board: Board, tier: Tier): Match[] | null {
  const { wholeTiers, policy } = board.snapshot;
  if (wholeTiers ? !wholeTiers.includes(tier.level) : tier.items.length > (policy.wholeTierItems ?? 0)) return null;
  const items = servable(tier.items);
  if (items.length < 2 || !alike(items)) return null;
  const agents = candidates(board, items);
  if (agents.length < 2) return null;
  const places = placesOf(board, items, agents);
  if (!places || items.length * places.length > MOST_CELLS) return null;
  return inOrder(board, solve(board, items, agents, places));
}

const servable = (items: ItemState[]): ItemState[] =>
  items
    .filter(({ group }) => group.open.some(({ lane }) => (lane.agents[0]?.free ?? -Infinity) >= group.weight))
    .sort((a, b) => (itemBefore(a.item, b.item) ? -1 : 1));

function alike(items: ItemState[]): boolean {
  const { weight, kind } = (items[0] as ItemState).group;
  return weight > 0 && items.every(({ group }) => group.weight === weight && group.kind.exclusive === kind.exclusive);
}

/** Who could be in a best assignment: of each lane as many agents as there are items, and whoever is preferred. */
function candidates(board: Board, items: ItemState[]): AgentState[] {
  const agents = new Set<AgentState>();
  for (const { open, weight } of new Set(items.map(({ group }) => group))) {
    for (const { lane } of open) {
      for (const agent of lane.agents.slice(0, items.length)) {
        if (agent.free < weight) break;
        agents.add(agent);
      }
    }
  }
  for (const item of items) {
    for (const { agentId } of item.item.preferred) {
      const agent = board.agent(agentId);
      if (agent && board.blockOf(item, agent) === null) agents.add(agent);
    }
  }
  return [...agents];
}

/** The least loaded places first, so that ties fall as they do pair by pair; null where a channel's limit cuts across them. */
function placesOf(board: Board, items: ItemState[], agents: AgentState[]): Place[] | null {
  const { weight, kind } = (items[0] as ItemState).group;
  const channels = [...new Set(items.map(({ group }) => group.kind.channel))];
  const places: Place[] = [];
  for (const agent of agents) {
    const rooms = channels.map((channel) => roomFor(agent, channel));
    const fits = kind.exclusive ? 1 : Math.min(items.length, Math.floor(agent.free / weight));
    if (channels.length > 1 && rooms.some((room) => room < fits)) return null;
    const count = Math.min(fits, rooms[0] as number);
    for (let nth = 0; nth < count; nth += 1) places.push({ agent, nth, load: board.loadAt(agent, agent.free - nth * weight) });
  }
  return places.sort((a, b) => b.load - a.load || a.nth - b.nth || lessLoaded(a.agent, b.agent));
}

const roomFor = ({ rooms }: AgentState, channel: string | null): number =>
  channel !== null && rooms && Object.hasOwn(rooms, channel) ? (rooms[channel] as number) : Infinity;

function solve(board: Board, items: ItemState[], agents: AgentState[], places: Place[]): Match[] {
  const costs = new Float64Array(items.length * places.length);
  const index = new Map(agents.map((agent, at) => [agent, at]));
  const owner = places.map(({ agent }) => index.get(agent) as number);
  items.forEach((item, row) => {
    const keys = agents.map((agent) => (board.blockOf(item, agent) === null ? board.keyOf(item, agent) : -Infinity));
    for (let column = 0; column < places.length; column += 1)
      costs[row * places.length + column] = -((keys[owner[column] as number] as number) + (places[column] as Place).load);
  });
  const chosen = minCost(costs, items.length, places.length);
  return items.flatMap((item, row) => {
    const place = places[chosen[row] as number];
    return place ? [{ item, agent: place.agent }] : [];
  });
}

/** The strongest pairs first, as the offers should be made. Which place of an agent is whose makes no difference to the sum. */
function inOrder(board: Board, matches: Match[]): Match[] {
  const strength = new Map(matches.map((one) => [one, board.place(one.item, one.agent).score]));
  return matches.sort(
    (a, b) => (strength.get(b) as number) - (strength.get(a) as number) || (itemBefore(a.item.item, b.item.item) ? -1 : 1),
  );
}
