import type { AgentSlot, WaitingItem } from '../../src/core/matching/snapshot.js';
import type { Random } from './random.js';
import { VirtualTime } from './virtual-time.js';

/** The length of one mean service; far more than a millisecond, so that times keep their precision. */
export const HANDLE_MS = 300_000;

/** One customer of the traffic: what is asked of the matcher for them, and when they come. */
export interface Arrival {
  at: number;
  item: WaitingItem;
}

/** What a dispatcher sees and may do. An agent's `reserved` and `idleSince` are kept by the centre. */
export interface Floor {
  readonly agents: readonly AgentSlot[];
  readonly now: number;
  agent(agentId: string): AgentSlot;
  start(item: WaitingItem, agent: AgentSlot): void;
  wake(at: number): void;
}

/** A way of deciding who serves whom: it holds the line, and is told of every change that can make a pair. */
export interface Dispatcher {
  arrived(item: WaitingItem): void;
  freed(agent: AgentSlot): void;
  /** At the time asked for by `floor.wake`. */
  woken?(): void;
  /** Lets the customer who stands at this place of the line (0 = the oldest) go. */
  lost?(place: number): WaitingItem;
  /** How many wait, wherever they stand. */
  readonly waiting: number;
}

export interface Dispatching {
  name: string;
  open(floor: Floor): Dispatcher;
}

/** Told of every start and every loss. */
export interface Observer {
  started(item: WaitingItem, agent: AgentSlot, now: number, serviceMs: number): void;
  lost?(item: WaitingItem, now: number): void;
}

export interface Terms {
  /** How long this one takes, in ms; called in the order of the starts. */
  service: (item: WaitingItem, agent: AgentSlot) => number;
  /**
   * Impatience without memory: while n wait, the next one leaves after an exponential time of mean `meanMs / n`, whichever it
   * is. In law the same as a patience for each customer, and in path the same for every order of service.
   */
  impatience?: { random: Random; meanMs: number };
  /** Who finds so many inside, served or waiting, is turned away. */
  room?: number;
  /** What follows from a service that ends: further arrivals, at or after that moment. */
  ended?: (item: WaitingItem, agent: AgentSlot, now: number) => Arrival[];
}

/** A contact centre in virtual time: agents, arrivals and services; who serves whom is the dispatcher's to say. */
export class ContactCentre implements Floor {
  readonly agents: AgentSlot[];
  /** Most units any agent ever held, as a share of their capacity. */
  peakLoad = 0;
  private readonly time = new VirtualTime();
  private readonly byId: Map<string, AgentSlot>;
  private readonly dispatcher: Dispatcher;
  private lineEpoch = 0;
  private serving = 0;

  constructor(
    agents: readonly AgentSlot[],
    dispatching: Dispatching,
    private readonly terms: Terms,
    private readonly observer: Observer,
  ) {
    this.agents = agents.map((agent) => ({ ...agent, leaseExpiresAt: Infinity }));
    this.byId = new Map(this.agents.map((agent) => [agent.agentId, agent]));
    this.dispatcher = dispatching.open(this);
  }

  get now(): number {
    return this.time.now;
  }

  agent(agentId: string): AgentSlot {
    return this.byId.get(agentId) as AgentSlot;
  }

  /** Arrivals in order of time. Ends when everybody is served or gone. */
  serve(arrivals: Iterable<Arrival>): void {
    const coming = arrivals[Symbol.iterator]();
    const next = (): void => {
      const { value, done } = coming.next() as IteratorResult<Arrival, undefined>;
      if (done || !value) return;
      this.time.at(value.at, () => {
        this.arrive(value.item);
        next();
      });
    };
    next();
    this.time.run();
  }

  start(item: WaitingItem, agent: AgentSlot): void {
    const serviceMs = this.terms.service(item, agent);
    this.serving += 1;
    agent.reserved += item.weight;
    agent.idleSince = this.now;
    this.peakLoad = Math.max(this.peakLoad, agent.reserved / agent.capacity);
    this.observer.started(item, agent, this.now, serviceMs);
    this.time.at(this.now + serviceMs, () => this.end(item, agent));
  }

  wake(at: number): void {
    this.time.at(at, () => this.watchingLine(() => this.dispatcher.woken?.()));
  }

  private arrive(item: WaitingItem): void {
    if (this.serving + this.dispatcher.waiting >= (this.terms.room ?? Infinity)) this.observer.lost?.(item, this.now);
    else this.watchingLine(() => this.dispatcher.arrived(item));
  }

  private end(item: WaitingItem, agent: AgentSlot): void {
    this.serving -= 1;
    agent.reserved -= item.weight;
    agent.idleSince = this.now;
    this.watchingLine(() => this.dispatcher.freed(agent));
    for (const more of this.terms.ended?.(item, agent, this.now) ?? []) this.time.at(more.at, () => this.arrive(more.item));
  }

  private watchingLine(act: () => void): void {
    const before = this.dispatcher.waiting;
    act();
    if (this.dispatcher.waiting !== before) this.planLoss();
  }

  private planLoss(): void {
    const { impatience } = this.terms;
    const { waiting } = this.dispatcher;
    const epoch = (this.lineEpoch += 1);
    if (!impatience || waiting === 0) return;
    const { random, meanMs } = impatience;
    this.time.at(this.now + random.exponential(meanMs / waiting), () => {
      if (epoch !== this.lineEpoch) return;
      const item = this.dispatcher.lost?.(random.below(waiting));
      if (item) this.observer.lost?.(item, this.now);
      this.planLoss();
    });
  }
}
