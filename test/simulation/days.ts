import type { AgentSlot, WaitingItem } from '../../src/core/matching/snapshot.js';
import { ContactCentre, HANDLE_MS } from './contact-centre.js';
import type { Dispatching } from './contact-centre.js';
import { Ledger } from './ledger.js';
import { firstComeWaits } from './plain-lines.js';
import { Random } from './random.js';
import { erlangC, erlangWait } from './reference.js';
import { agentId, agentsOf, Traffic } from './traffic.js';
import type { TrafficTerms } from './traffic.js';

/** The days that every policy is put through: who comes, who works. A day is what the yardsticks share with the benchmark. */
export interface Day {
  agents: AgentSlot[];
  traffic: Traffic;
}

export interface DayTerms {
  seed: number;
  customers: number;
  agents: number;
  /** Slots of an agent: 1 for calls, 4 for chats. */
  slots: number;
  /** Offered load as a share of all slots. */
  load: number;
}

function termsOf({ seed, customers, agents, slots, load }: DayTerms): TrafficTerms {
  return { seed, customers, erlangs: load * agents * slots, weight: 100 / slots };
}

const lastAgent = (random: Random, agents: number): Partial<WaitingItem> => ({
  preferred: [{ agentId: agentId(random.below(agents)), why: 'last' }],
});

/** Everybody alike. */
export function plainDay(terms: DayTerms): Day {
  return { agents: agentsOf(terms.agents), traffic: new Traffic(termsOf(terms)) };
}

/** Every customer has an agent of their own, any of them with equal chance. With `targetHandles` a first reply is due then. */
export function returningDay(terms: DayTerms, targetHandles: number | null = null): Day {
  const due = (at: number): number | null => (targetHandles === null ? null : at + targetHandles * HANDLE_MS);
  const traffic = new Traffic(termsOf(terms), (random, at) => ({ ...lastAgent(random, terms.agents), deadlineAt: due(at) }));
  return { agents: agentsOf(terms.agents), traffic };
}

/**
 * Each kind of work suits each agent by a level drawn from [1, 5]: what the level lacks to 5 is the cost of the pair, uniform
 * on [0, 1]. Kinds come in pairs that mirror each other, so that the mean cost of a blind choice is one half to the digit.
 */
const KINDS = 100;

function levelledAgents(count: number, seed: number): AgentSlot[] {
  const random = new Random(seed * 7919 + 4);
  return agentsOf(count, () => {
    const skills: Record<string, number> = {};
    for (let kind = 0; kind < KINDS; kind += 2) {
      const level = 1 + 4 * random.uniform();
      skills[`k${kind}`] = level;
      skills[`k${kind + 1}`] = 6 - level;
    }
    return { skills };
  });
}

const anyKind = (random: Random): Partial<WaitingItem> => ({ skills: [{ skill: `k${random.below(KINDS)}`, minLevel: 1 }] });

export function skilledDay(terms: DayTerms): Day {
  return { agents: levelledAgents(terms.agents, terms.seed), traffic: new Traffic(termsOf(terms), anyKind) };
}

/**
 * All at once: half have been here before and have an agent of their own, each needs one of many kinds of work, one in five
 * is due within half a handle time and the others within four.
 */
export function mixedDay(terms: DayTerms): Day {
  const traffic = new Traffic(termsOf(terms), (random, at) => ({
    ...anyKind(random),
    ...(random.uniform() < 0.5 ? lastAgent(random, terms.agents) : {}),
    deadlineAt: at + (random.uniform() < 0.2 ? 0.5 : 4) * HANDLE_MS,
  }));
  return { agents: levelledAgents(terms.agents, terms.seed), traffic };
}

/**
 * The first seed, from the given one on, whose day served first come waits as Erlang's formula says. What a policy makes of a
 * day hangs on how busy the day happened to be, far more than on the policy; a day held to the formula by its arrivals and
 * services alone, before any policy is tried, needs a tenth of the customers for the same certainty.
 */
export function typical(terms: DayTerms, within = 0.005): DayTerms {
  const servers = terms.agents * terms.slots;
  const [wait, delayed] = [erlangWait(servers, terms.load * servers), erlangC(servers, terms.load * servers)];
  for (let seed = terms.seed; ; seed += 1) {
    const found = firstCome({ ...terms, seed });
    if (Math.abs(found.wait / wait - 1) < within && Math.abs(found.delayed / delayed - 1) < within) return { ...terms, seed };
  }
}

/** The day through the plain first-come line: the mean wait (handle times) and the share that had to wait. */
export function firstCome(terms: DayTerms): { wait: number; delayed: number } {
  const traffic = new Traffic(termsOf(terms));
  let [sum, delayed] = [0, 0];
  for (const wait of firstComeWaits(traffic.times(), traffic.services(), terms.agents * terms.slots)) {
    sum += wait;
    if (wait > 0) delayed += 1;
  }
  return { wait: sum / terms.customers / HANDLE_MS, delayed: delayed / terms.customers };
}

export interface DayRun {
  ledger: Ledger;
  peakLoad: number;
}

/** `saving`: the share of the handling that an agent saves who knows the customer. */
export function live(day: Day, dispatching: Dispatching, terms: { saving?: number; keepStarts?: boolean } = {}): DayRun {
  const ledger = new Ledger(day.agents, terms.keepStarts);
  const next = day.traffic.services();
  const saving = terms.saving ?? 0;
  const known = (item: WaitingItem, agent: AgentSlot): boolean => item.preferred.some((one) => one.agentId === agent.agentId);
  const service = (item: WaitingItem, agent: AgentSlot): number => next() * (saving > 0 && known(item, agent) ? 1 - saving : 1);
  const centre = new ContactCentre(day.agents, dispatching, { service }, ledger);
  centre.serve(day.traffic);
  return { ledger, peakLoad: centre.peakLoad };
}
