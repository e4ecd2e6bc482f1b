import { itemBefore, placedBefore } from './board.js';
import type { Board, ItemState, OnPlaced, Placement } from './board.js';
import type { ItemClass } from './grouping.js';
import { Heap } from './heap.js';
import type { AgentState, Lane } from './lane.js';

/** The waiting items of one class, the one with the highest item score first; `at` walks past those already placed. */
interface Line {
  group: ItemClass;
  items: ItemState[];
  at: number;
}

/** What could come to a counter: the head of a line, or one item for its own agent. */
interface Customer {
  item: ItemState;
  /** The score less the agent's load: it does not change, so the order at a counter stands whatever the agent holds. */
  key: number;
  line: Line | null;
  fit: number;
}

/** One lane of agents with the lines they serve, or one agent with the items that prefer them; `best` as last looked at. */
interface Counter {
  lane: Lane | null;
  agent: AgentState | undefined;
  customers: Heap<Customer>;
  best: Placement;
}

/**
 * The best pair anywhere, again and again. A score splits into item, agent, group and affinity parts, so the best pair of a
 * lane is always its first agent with the best of the heads of the lines; pairs with affinity stand at a counter of their own
 * agent. Scores only fall as the pass proceeds, hence the lazy heaps: what comes up and has since fallen goes back in.
 */
export function serveBestPairs(board: Board, items: ItemState[], onPlaced: OnPlaced): void {
  const waiting = items.filter((state) => !state.taken);
  const counters = [...laneCounters(waiting), ...ownCounters(board, waiting)].filter((counter) => lookAgain(board, counter));
  const heap = new Heap<Counter>((a, b) => placedBefore(a.best, b.best)).fill(counters);
  for (let top = heap.peek(); top; top = heap.peek()) {
    const seen = top.best;
    if (!lookAgain(board, top)) heap.pop();
    else if (!same(top.best, seen)) heap.replaceTop(top);
    else {
      onPlaced(seen.item, seen.agent, 'best_pair');
      board.take(seen.item, seen.agent);
    }
  }
}

const same = (a: Placement, b: Placement): boolean => a.item === b.item && a.agent === b.agent && a.score === b.score;

const newCounter = (lane: Lane | null, agent: AgentState | undefined): Counter => ({
  ...{ lane, agent, best: undefined as unknown as Placement },
  customers: new Heap<Customer>(comesBefore),
});

function comesBefore(a: Customer, b: Customer): boolean {
  if (a.key !== b.key) return a.key > b.key;
  return a.item !== b.item && itemBefore(a.item.item, b.item.item);
}

function laneCounters(waiting: ItemState[]): Iterable<Counter> {
  const customers = new Map<Lane, Customer[]>();
  for (const line of linesOf(waiting)) {
    const { group } = line;
    const item = line.items[0] as ItemState;
    for (const { lane, fit } of group.open) {
      const agent = lane.agents[0];
      if (!agent || agent.free < group.weight) continue;
      let there = customers.get(lane);
      if (!there) customers.set(lane, (there = []));
      there.push({ item, key: fit + item.own, line, fit });
    }
  }
  return [...customers].map(([lane, there]) => {
    const counter = newCounter(lane, undefined);
    counter.customers.fill(there);
    return counter;
  });
}

function ownCounters(board: Board, waiting: ItemState[]): Iterable<Counter> {
  const counters = new Map<AgentState, Counter>();
  for (const item of waiting) {
    for (const { agentId } of item.item.preferred) {
      const agent = board.agent(agentId);
      if (!agent || board.blockOf(item, agent) !== null) continue;
      let counter = counters.get(agent);
      if (!counter) counters.set(agent, (counter = newCounter(null, agent)));
      counter.customers.push({ item, key: board.keyOf(item, agent), line: null, fit: 0 });
    }
  }
  return counters.values();
}

function linesOf(waiting: ItemState[]): Line[] {
  const lines: (Line | undefined)[] = [];
  for (const state of waiting) {
    const line = lines[state.group.index];
    if (line) line.items.push(state);
    else lines[state.group.index] = { group: state.group, items: [state], at: 0 };
  }
  const made = lines.filter((line) => line !== undefined);
  for (const { items } of made) items.sort((a, b) => b.own - a.own || (itemBefore(a.item, b.item) ? -1 : 1));
  return made;
}

/** Brings the counter's best up to date; false when no pair is left there. */
function lookAgain(board: Board, counter: Counter): boolean {
  const { lane, customers } = counter;
  const agent = lane ? lane.agents[0] : counter.agent;
  if (!agent) return false;
  for (let first = customers.peek(); first; first = customers.peek()) {
    if (!stillThere(board, first, agent)) customers.pop();
    else if (first.line && first.line.items[first.line.at] !== first.item) {
      const item = first.line.items[first.line.at] as ItemState;
      customers.replaceTop({ ...first, item, key: first.fit + item.own });
    } else {
      counter.best = { item: first.item, agent, score: first.key + agent.load, share: agent.share };
      return true;
    }
  }
  return false;
}

/** Whether anybody of this line, or this one, can still come to the agent; walks the line past those already placed. */
function stillThere(board: Board, { item, line }: Customer, agent: AgentState): boolean {
  if (!line) return !item.taken && board.blockOf(item, agent) === null;
  while (line.items[line.at]?.taken) line.at += 1;
  // The first agent of a lane has the most room in it: what does not fit them fits none of the others.
  return line.at < line.items.length && agent.free >= item.group.weight;
}
