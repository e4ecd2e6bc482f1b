import type { AgentSlot, WaitingItem } from '../../src/core/matching/snapshot.js';
import type { Dispatcher, Dispatching, Floor } from './contact-centre.js';
import { Random } from './random.js';

/** The policies of the known systems, written plainly, for the comparison on the same arrivals. */

type Choose = (agents: readonly AgentSlot[], item: WaitingItem) => AgentSlot | undefined;

const longestIdle: Choose = (agents) => best(agents, (agent) => agent.idleSince);
/** Least open load, then longest idle: equal agents take turns. */
const leastLoaded: Choose = (agents, item) => {
  const least = Math.min(...agents.map(loadOf));
  return longestIdle(
    agents.filter((agent) => loadOf(agent) === least),
    item,
  );
};

const loadOf = (agent: AgentSlot): number => agent.reserved / agent.capacity;

function best(agents: readonly AgentSlot[], cost: (agent: AgentSlot) => number): AgentSlot | undefined {
  let found: AgentSlot | undefined;
  let least = Infinity;
  for (const agent of agents) {
    const its = cost(agent);
    if (its < least) [found, least] = [agent, its];
  }
  return found;
}

const withRoom = (agents: readonly AgentSlot[], item: WaitingItem): AgentSlot[] =>
  agents.filter((agent) => agent.reserved + item.weight <= agent.capacity);

/** One line for everybody, served strictly in order of arrival; `choose` says which free agent gets a newcomer. */
class CentralLine implements Dispatcher {
  protected readonly line: WaitingItem[] = [];

  constructor(
    protected readonly floor: Floor,
    protected readonly choose: Choose,
  ) {}

  get waiting(): number {
    return this.line.length;
  }

  arrived(item: WaitingItem): void {
    const agent = this.line.length === 0 ? this.choose(withRoom(this.floor.agents, item), item) : undefined;
    if (agent) this.floor.start(item, agent);
    else this.line.push(item);
  }

  freed(agent: AgentSlot): void {
    const head = this.line[0];
    if (head && agent.reserved + head.weight <= agent.capacity) this.floor.start(this.line.shift() as WaitingItem, agent);
  }

  lost(place: number): WaitingItem {
    return this.line.splice(place, 1)[0] as WaitingItem;
  }
}

/** A waiting list looked at every so often, one item each time: nothing happens in between. */
class PolledLine extends CentralLine {
  private asleep = true;

  constructor(
    floor: Floor,
    choose: Choose,
    private readonly everyMs: number,
  ) {
    super(floor, choose);
  }

  override arrived(item: WaitingItem): void {
    this.line.push(item);
    this.plan();
  }

  override freed(): void {}

  woken(): void {
    this.asleep = true;
    const head = this.line[0] as WaitingItem;
    const agent = this.choose(withRoom(this.floor.agents, head), head);
    if (agent) this.floor.start(this.line.shift() as WaitingItem, agent);
    if (this.line.length > 0) this.plan();
  }

  private plan(): void {
    if (!this.asleep) return;
    this.asleep = false;
    this.floor.wake((Math.floor(this.floor.now / this.everyMs) + 1) * this.everyMs);
  }
}

/** Bound to an agent at arrival, busy or not: each agent has a line of their own. */
class PushedAtArrival implements Dispatcher {
  waiting = 0;
  private readonly lines: Map<AgentSlot, WaitingItem[]>;

  constructor(
    private readonly floor: Floor,
    private readonly pick: (floor: Floor, lineOf: (agent: AgentSlot) => number) => AgentSlot,
  ) {
    this.lines = new Map(floor.agents.map((agent) => [agent, []]));
  }

  arrived(item: WaitingItem): void {
    const agent = this.pick(this.floor, (one) => this.lineOf(one).length);
    if (agent.reserved + item.weight <= agent.capacity) this.floor.start(item, agent);
    else {
      this.lineOf(agent).push(item);
      this.waiting += 1;
    }
  }

  freed(agent: AgentSlot): void {
    const item = this.lineOf(agent).shift();
    if (!item) return;
    this.waiting -= 1;
    this.floor.start(item, agent);
  }

  private lineOf(agent: AgentSlot): WaitingItem[] {
    return this.lines.get(agent) as WaitingItem[];
  }
}

/** Each in turn, whatever they already have: a common default of open-source inboxes. */
export function pushRoundRobin(): Dispatching {
  let turn = -1;
  return {
    name: 'push round robin',
    open: (floor) => new PushedAtArrival(floor, () => floor.agents[(turn = (turn + 1) % floor.agents.length)] as AgentSlot),
  };
}

export function pushRandom(random = new Random(99)): Dispatching {
  return {
    name: 'push random',
    open: (floor) => new PushedAtArrival(floor, () => floor.agents[random.below(floor.agents.length)] as AgentSlot),
  };
}

/** To whom has least, counting what waits for them (all conversations of one weight). */
export function pushLeastLoaded(): Dispatching {
  const pick = (floor: Floor, lineOf: (agent: AgentSlot) => number): AgentSlot => {
    const weigh = (agent: AgentSlot): number => lineOf(agent) + loadOf(agent);
    return best(floor.agents, weigh) as AgentSlot;
  };
  return { name: 'push least loaded', open: (floor) => new PushedAtArrival(floor, pick) };
}

export function polled(everyMs = 5_000): Dispatching {
  return { name: 'poll every 5 s', open: (floor) => new PolledLine(floor, leastLoaded, everyMs) };
}

/** The usual commercial default. */
export function firstComeLongestIdle(): Dispatching {
  return { name: 'first come, longest idle', open: (floor) => new CentralLine(floor, longestIdle) };
}

export function firstComeLeastLoaded(): Dispatching {
  return { name: 'first come, least loaded', open: (floor) => new CentralLine(floor, leastLoaded) };
}

/** The newcomer's own agent if free at that moment, else anyone; whoever waits is served in order by whoever frees. */
export function preferredIfFree(): Dispatching {
  const choose: Choose = (agents, item) =>
    agents.find(({ agentId }) => item.preferred.some((one) => one.agentId === agentId)) ?? longestIdle(agents, item);
  return { name: 'preferred if free', open: (floor) => new CentralLine(floor, choose) };
}
