import { DEFAULT_POLICY } from '../../src/core/matching/snapshot.js';
import type { AgentSlot, WaitingItem } from '../../src/core/matching/snapshot.js';
import { anItem } from './builders.js';
import { ContactCentre, HANDLE_MS } from './contact-centre.js';
import type { Arrival, Dispatcher, Dispatching, Floor } from './contact-centre.js';
import { Ledger, mean } from './ledger.js';
import { ours } from './ours.js';
import type { Match } from './ours.js';
import { firstComeLongestIdle } from './peers.js';
import { Random } from './random.js';
import { agentsOf } from './traffic.js';

/**
 * Silo versus one pool: the same company with a team and a tool for each channel, and with one pool of agents for whom all
 * channels are one thread. An issue may need a second contact; who takes it must be told again where the first was in another
 * tool, and is quicker where they know the customer themselves.
 */
export interface SiloTerms {
  seed: number;
  issues: number;
  /** Contacts times the plain handling time, as a share of all agents: before telling again and knowing are counted. */
  load: number;
}

const AGENTS = 40;
const CHANNELS = ['webchat', 'email', 'voice', 'messenger'] as const;
const MIX = [0.45, 0.25, 0.2, 0.1];
const SECOND_CONTACT = 0.35;
const ON_ANOTHER_CHANNEL = 0.5;
const TOLD_AGAIN = 0.25;
const KNOWN_SAVES = 0.2;
/** The customer's own time between the contacts, mean in handle times: not counted as time to resolution. */
const GAP = 20;

export const COMPANIES = {
  silos: { separate: true, dispatching: (): Dispatching => siloed() },
  'one pool, first come': { separate: false, dispatching: (): Dispatching => firstComeLongestIdle() },
  'one pool, this matcher': { separate: false, dispatching: (match?: Match): Dispatching => ours(DEFAULT_POLICY, match) },
} as const;

export type Company = keyof typeof COMPANIES;

export interface SiloFigures {
  /** In mean handle times, over all contacts. */
  wait: number;
  p95: number;
  /** From each contact's arrival to its end, summed over the issue's contacts. */
  resolution: number;
  continuity: number;
}

interface Issue {
  random: Random;
  channel: number;
  spent: number;
  second: boolean;
}

/** `seed` and `load` give every company the same issues at the same times. */
export function runCompany(company: Company, terms: SiloTerms, match?: Match): SiloFigures {
  const { separate, dispatching } = COMPANIES[company];
  const agents = agentsOf(AGENTS);
  const ledger = new Ledger(agents);
  const issues = new Map<string, Issue>();
  const services = new Random(terms.seed * 7919 + 2);
  const resolutions: number[] = [];
  const service = (item: WaitingItem, agent: AgentSlot): number => {
    const issue = issues.get(item.customerId) as Issue;
    const told = separate && issue.second && item.channel !== CHANNELS[issue.channel] ? TOLD_AGAIN : 0;
    const known = item.preferred.some(({ agentId }) => agentId === agent.agentId) ? KNOWN_SAVES : 0;
    return services.exponential(HANDLE_MS) * (1 + told - known);
  };
  const ended = (item: WaitingItem, agent: AgentSlot, now: number): Arrival[] => {
    const issue = issues.get(item.customerId) as Issue;
    issue.spent += now - item.waitingSince;
    if (!issue.second && issue.random.uniform() < SECOND_CONTACT) return [secondContact(item, issue, agent, now)];
    resolutions.push(issue.spent / HANDLE_MS);
    issues.delete(item.customerId);
    return [];
  };
  const open = company === 'one pool, this matcher' ? COMPANIES[company].dispatching(match) : dispatching();
  new ContactCentre(agents, open, { service, ended }, ledger).serve(firstContacts(terms, issues));
  const [p95] = ledger.percentiles(0.95) as [number];
  return { wait: ledger.meanWait, p95, resolution: mean(resolutions), continuity: ledger.continuity };
}

function* firstContacts({ seed, issues: count, load }: SiloTerms, issues: Map<string, Issue>): Generator<Arrival> {
  const random = new Random(seed * 7919 + 1);
  const gap = (HANDLE_MS * (1 + SECOND_CONTACT)) / (load * AGENTS);
  let at = 0;
  for (let n = 1; n <= count; n += 1) {
    at += random.exponential(gap);
    const customerId = `c${String(n).padStart(8, '0')}`;
    // Dice of their own for each issue, so that it needs the same in every company.
    const issue = { random: new Random(seed * 104_729 + n * 31), channel: drawn(MIX, random), spent: 0, second: false };
    issues.set(customerId, issue);
    const channel = CHANNELS[issue.channel] as string;
    yield { at, item: anItem(customerId, { customerId, channel, weight: 100, waitingSince: at }) };
  }
}

function secondContact(first: WaitingItem, issue: Issue, agent: AgentSlot, now: number): Arrival {
  issue.second = true;
  const { random } = issue;
  const at = now + random.exponential(GAP * HANDLE_MS);
  const to = random.uniform() < ON_ANOTHER_CHANNEL ? drawn(OTHER[issue.channel] as number[], random) : issue.channel;
  const item = anItem(`${first.conversationId}-again`, {
    customerId: first.customerId,
    channel: CHANNELS[to] as string,
    weight: 100,
    waitingSince: at,
    preferred: [{ agentId: agent.agentId, why: 'last' }],
  });
  return { at, item };
}

function drawn(shares: readonly number[], random: Random): number {
  let left = random.uniform() * shares.reduce((sum, share) => sum + share, 0);
  const found = shares.findIndex((share) => (left -= share) < 0);
  return found < 0 ? shares.length - 1 : found;
}

/**
 * To which other channel a customer turns: never the same, and such that second contacts keep the mix of the first, so that
 * silos staffed in proportion stay in proportion. Found by fitting rows and columns in turn.
 */
const OTHER: readonly number[][] = (() => {
  const flows = MIX.map((from, i) => MIX.map((to, j) => (i === j ? 0 : from * to)));
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  for (let round = 0; round < 200; round += 1) {
    flows.forEach((row, i) => {
      const scale = (MIX[i] as number) / sum(row);
      row.forEach((flow, j) => (row[j] = flow * scale));
    });
    MIX.forEach((share, j) => {
      const scale = share / sum(flows.map((row) => row[j] as number));
      for (const row of flows) row[j] = (row[j] as number) * scale;
    });
  }
  return flows;
})();

/** Each channel a centre of its own: first come, longest idle, the agents shared out in proportion to the mix. */
function siloed(): Dispatching {
  return {
    name: 'silos',
    open: (floor) => {
      let from = 0;
      const silos = MIX.map((share) => new Silo(floor, floor.agents.slice(from, (from += Math.round(share * AGENTS)))));
      const siloOf = (item: WaitingItem): Silo => silos[CHANNELS.indexOf(item.channel as (typeof CHANNELS)[number])] as Silo;
      return {
        get waiting() {
          return silos.reduce((sum, silo) => sum + silo.line.waiting, 0);
        },
        arrived: (item) => siloOf(item).line.arrived(item),
        freed: (agent) => silos.find((silo) => silo.agents.includes(agent))?.line.freed(agent),
      };
    },
  };
}

class Silo {
  readonly line: Dispatcher;

  constructor(
    floor: Floor,
    readonly agents: readonly AgentSlot[],
  ) {
    const part: Floor = {
      agents,
      get now() {
        return floor.now;
      },
      agent: (id) => floor.agent(id),
      start: (item, agent) => floor.start(item, agent),
      wake: (at) => floor.wake(at),
    };
    this.line = firstComeLongestIdle().open(part);
  }
}

/**
 * The highest load at which the pool's p95 wait is still `p95`, by halving an interval on the same issues; what it is over the
 * silos' load is how many more requests an agent handles at that wait.
 */
export function loadAtEqualP95(company: Company, terms: SiloTerms, p95: number, match?: Match): number {
  let [low, high] = [terms.load, 1.3];
  for (let step = 0; step < 7; step += 1) {
    const load = (low + high) / 2;
    if (runCompany(company, { ...terms, load }, match).p95 <= p95) low = load;
    else high = load;
  }
  return low;
}
