import type { QueueAgentView, QueueLiveView } from '../../../src/contracts/routing-views.js';

/** Capacity is counted in units; people think in conversations at once: one chat is a slot. */
const SLOT_UNITS = 25;
const SOON_MS = 120_000;
const LEVEL_WANTED = 0.8;

export type Tone = 'bad' | 'warn' | 'good' | 'plain';
export type QueueWhy = 'overdue' | 'nobody' | 'due_soon' | 'alerts' | 'level_low' | 'paused' | 'closed';

export interface QueueFigures {
  live: QueueLiveView;
  /** Since when the longest waits. */
  oldestSince: string | null;
  free: number;
  busy: number;
  people: number;
  tone: Tone;
  why: QueueWhy[];
}

export function slotsOf({ reserved, capacity }: Pick<QueueAgentView, 'reserved' | 'capacity'>): { used: number; all: number } {
  const slots = (units: number): number => Math.round((units / SLOT_UNITS) * 10) / 10;
  return { used: slots(reserved), all: slots(capacity) };
}

/** There, and with room for new work beside what is kept for customers who come back. */
export function isFree({ state, reserved, capacity, returnReserve }: QueueAgentView): boolean {
  return state === 'available' && reserved + SLOT_UNITS <= capacity - returnReserve;
}

export const isPresent = ({ state }: Pick<QueueAgentView, 'state'>): boolean => state === 'available' || state === 'finishing';

/** Who waits, whether or not it is held out to somebody just now: what a plan for the line takes. */
export const inLineOf = ({ waiting, offered }: Pick<QueueLiveView, 'waiting' | 'offered'>): number => waiting + offered;

/** Why nothing of a queue is given to anybody now. */
export function standsStill(live: QueueLiveView): ('paused' | 'closed' | 'nobody')[] {
  return [
    ...(live.paused ? (['paused'] as const) : []),
    ...(live.open ? [] : (['closed'] as const)),
    ...(live.agents.some(isPresent) ? [] : (['nobody'] as const)),
  ];
}

export function figuresOf(live: QueueLiveView, now: number): QueueFigures {
  const present = live.agents.filter(isPresent).length;
  const free = live.agents.filter(isFree).length;
  const why = whyOf(live, present, now);
  const isBad = why.includes('overdue') || why.includes('nobody');
  const isWarning = why.some((one) => one !== 'closed' && (one !== 'paused' || inLineOf(live) > 0));
  return {
    live,
    oldestSince: live.oldestWaitingMs === null ? null : new Date(Date.parse(live.at) - live.oldestWaitingMs).toISOString(),
    free,
    busy: present - free,
    people: live.agents.length,
    tone: isBad ? 'bad' : isWarning ? 'warn' : inLineOf(live) > 0 ? 'plain' : 'good',
    why,
  };
}

function whyOf(live: QueueLiveView, present: number, now: number): QueueWhy[] {
  const dueIn = live.nearestDeadlineAt === null ? Infinity : Date.parse(live.nearestDeadlineAt) - now;
  const found: [QueueWhy, boolean][] = [
    ['overdue', dueIn <= 0],
    ['nobody', inLineOf(live) > 0 && live.open && !live.paused && present === 0],
    ['due_soon', dueIn > 0 && dueIn <= SOON_MS],
    ['alerts', live.alerts > 0],
    ['level_low', live.serviceLevel !== null && live.serviceLevel < LEVEL_WANTED],
    ['paused', live.paused !== null],
    ['closed', !live.open],
  ];
  return found.filter(([, is]) => is).map(([why]) => why);
}

const TONES: readonly Tone[] = ['bad', 'warn', 'plain', 'good'];

/** Trouble first; queues in like trouble by how many wait, then by name, so that rows keep their places. */
export function byTrouble(a: QueueFigures, b: QueueFigures): number {
  return (
    TONES.indexOf(a.tone) - TONES.indexOf(b.tone) ||
    inLineOf(b.live) - inLineOf(a.live) ||
    a.live.name.localeCompare(b.live.name) ||
    (a.live.queueId < b.live.queueId ? -1 : 1)
  );
}

export interface Sums {
  inLine: number;
  assigned: number;
  oldestSince: string | null;
  free: number;
  busy: number;
}

/** All queues as one line; an agent of several queues counts once. */
export function sumOf(all: readonly QueueFigures[]): Sums {
  const agents = agentsOf(all.map((one) => one.live));
  const add = (key: 'waiting' | 'offered' | 'assigned'): number => all.reduce((sum, { live }) => sum + live[key], 0);
  const free = agents.filter(isFree).length;
  return {
    ...{ inLine: add('waiting') + add('offered'), assigned: add('assigned') },
    oldestSince: all.flatMap(({ oldestSince }) => oldestSince ?? []).sort()[0] ?? null,
    free,
    busy: agents.filter(isPresent).length - free,
  };
}

const STATES: readonly QueueAgentView['state'][] = ['available', 'finishing', 'away', 'offline'];

/** Each once, as the queue that was read last knows them: present ones first, the fullest of them at the top. */
export function agentsOf(lives: readonly QueueLiveView[]): QueueAgentView[] {
  const byId = new Map<string, { agent: QueueAgentView; at: string }>();
  for (const { agents, at } of lives) {
    for (const agent of agents) if ((byId.get(agent.id)?.at ?? '') <= at) byId.set(agent.id, { agent, at });
  }
  const load = ({ reserved, capacity }: QueueAgentView): number => reserved / Math.max(1, capacity);
  return [...byId.values()]
    .map((one) => one.agent)
    .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || load(b) - load(a) || a.name.localeCompare(b.name));
}

/** For giving somebody more: who has room for it first, the most room at the top; then the others as they are there. */
export function byRoom(a: QueueAgentView, b: QueueAgentView): number {
  const room = (one: QueueAgentView): number => one.capacity - one.returnReserve - one.reserved;
  return (
    Number(isFree(b)) - Number(isFree(a)) ||
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    room(b) - room(a) ||
    a.name.localeCompare(b.name)
  );
}

export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)}%`);
