import type { AlertView, QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, UndeliveredView } from '../../../src/contracts/views.js';
import { inLineOf, type Tone } from './figures.js';
import { grouped } from './grouped.js';

export type TroubleKind = AlertView['kind'] | 'due_soon' | 'queue_paused' | 'nobody_there' | 'not_delivered';

/** Something to mend: what it is about, how bad, and since when. */
export interface Trouble {
  /** Stays the same for as long as the trouble does. */
  id: string;
  kind: TroubleKind;
  tone: Tone;
  queueId: string | null;
  conversationId: string | null;
  /** Everything it is about that can be moved; empty where that is the line of a queue, or nothing. */
  ids: readonly string[];
  agent: { id: string; name: string } | null;
  since: string;
  dueAt: string | null;
  /** How many it holds up, where that is known. */
  count: number | null;
}

const SOON_MS = 120_000;
const order: readonly TroubleKind[] = [
  ...(['agent_vanished', 'target_breached', 'stuck', 'nobody_can_serve', 'nobody_there'] as const),
  ...(['not_delivered', 'due_soon', 'target_warning', 'silent_owner', 'promise_overdue', 'queue_paused', 'promise_due'] as const),
];
const bad = new Set<TroubleKind>(order.slice(0, 5));

type Conversations = ReadonlyMap<string, ConversationView>;

/** Live alerts, and what the figures themselves show although nobody raised an alarm: the worst first, then the oldest. */
export function troublesOf(
  alerts: ReadonlyMap<string, AlertView>,
  lives: ReadonlyMap<string, QueueLiveView>,
  conversations: Conversations,
  now: number,
  undelivered: UndeliveredView | null = null,
): Trouble[] {
  const found = [...alerts.values()]
    .flatMap((alert) => (alert.kind === 'agent_vanished' ? fromVanished(alert, conversations) : fromAlert(alert, conversations)))
    // Gone to a queue that somebody else supervises.
    .filter(({ queueId }) => queueId === null || lives.size === 0 || lives.has(queueId));
  const told = new Set(found.flatMap(({ conversationId }) => conversationId ?? []));
  const all = [...found, ...queueTroubles(lives), ...dueSoon(conversations, told, now), ...notDelivered(undelivered)];
  return eachOnce(
    all.sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        (a.dueAt ?? a.since).localeCompare(b.dueAt ?? b.since) ||
        a.id.localeCompare(b.id),
    ),
  );
}

/** One line for each kind in each queue, in the order of the first of them. */
export const groupsOf = (troubles: readonly Trouble[]): Trouble[][] => [
  ...grouped(troubles, ({ kind, queueId }) => `${kind} ${queueId ?? ''}`).values(),
];

const targets: readonly TroubleKind[] = ['target_breached', 'due_soon', 'target_warning'];

/** A customer to whom several promises are broken is one customer: of one sort of trouble the worst and first is told. */
function eachOnce(sorted: readonly Trouble[]): Trouble[] {
  const told = new Set<string>();
  return sorted.filter(({ kind, conversationId }) => {
    if (conversationId === null || kind === 'nobody_can_serve' || kind.startsWith('promise_')) return true;
    const key = `${targets.includes(kind) ? 'target' : kind} ${conversationId}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

const namedIn = ({ data }: AlertView): string[] =>
  Array.isArray(data['conversationIds']) ? data['conversationIds'].filter((id) => typeof id === 'string') : [];

function fromAlert(alert: AlertView, conversations: Conversations): Trouble[] {
  const { id, kind, conversationId, agent, data, raisedAt } = alert;
  const text = (key: string): string | null => (typeof data[key] === 'string' ? (data[key] as string) : null);
  const named = namedIn(alert);
  const about = conversationId ? conversations.get(conversationId) : undefined;
  // What nobody of a queue can serve is about that queue; anything else is where its conversation is by now.
  const queueId = kind === 'nobody_can_serve' ? alert.queueId : (about?.queueId ?? alert.queueId);
  return [
    {
      ...{ id, kind, queueId, conversationId, agent },
      ids: named.length > 0 ? named : conversationId ? [conversationId] : [],
      tone: bad.has(kind) ? 'bad' : 'warn',
      since: text('unansweredSince') ?? raisedAt,
      dueAt: text('dueAt'),
      count: typeof data['waiting'] === 'number' ? data['waiting'] : named.length > 0 ? named.length : null,
    },
  ];
}

/**
 * Whoever vanished leaves what they held: in their hands still, or back in line, which mends nothing yet. What somebody else has,
 * sleeps or is closed is mended, and with the last of them the trouble is over.
 */
function fromVanished(alert: AlertView, conversations: Conversations): Trouble[] {
  const { id, kind, agent, raisedAt } = alert;
  const isLeft = (one: ConversationView | undefined): boolean =>
    one === undefined ||
    one.status === 'waiting' ||
    one.status === 'offered' ||
    (one.status === 'assigned' && one.assignee?.id === agent?.id);
  const ids = namedIn(alert).filter((one) => isLeft(conversations.get(one)));
  if (ids.length === 0 && namedIn(alert).length > 0) return [];
  const about = { queueId: null, conversationId: null, dueAt: null };
  return [{ ...about, id, kind, agent, ids, tone: 'bad', since: raisedAt, count: ids.length }];
}

function notDelivered(undelivered: UndeliveredView | null): Trouble[] {
  if (!undelivered?.since) return [];
  const about = { queueId: null, conversationId: null, ids: [], agent: null, dueAt: null };
  const count = undelivered.outbound + undelivered.inbound;
  return [{ ...about, id: 'not delivered', kind: 'not_delivered', tone: 'warn', since: undelivered.since, count }];
}

function queueTroubles(lives: ReadonlyMap<string, QueueLiveView>): Trouble[] {
  return [...lives.values()].flatMap((live): Trouble[] => {
    const count = inLineOf(live);
    if (count === 0) return [];
    const about = { queueId: live.queueId, conversationId: null, ids: [], agent: null, dueAt: null, count };
    if (live.paused)
      return [{ ...about, id: `paused ${live.queueId}`, kind: 'queue_paused', tone: 'warn', since: live.paused.since }];
    const isManned = live.agents.some((agent) => agent.state === 'available' || agent.state === 'finishing');
    if (!live.open || isManned) return [];
    const since = new Date(Date.parse(live.at) - (live.oldestWaitingMs ?? 0)).toISOString();
    return [{ ...about, id: `nobody ${live.queueId}`, kind: 'nobody_there', tone: 'bad', since }];
  });
}

function dueSoon(conversations: Conversations, told: ReadonlySet<string>, now: number): Trouble[] {
  return [...conversations.values()].flatMap((one): Trouble[] => {
    const dueIn = one.deadlineAt === null ? Infinity : Date.parse(one.deadlineAt) - now;
    if (told.has(one.id) || dueIn > SOON_MS || !['waiting', 'offered', 'assigned'].includes(one.status)) return [];
    return [
      {
        ...{ id: `due ${one.id}`, kind: 'due_soon', tone: 'warn', queueId: one.queueId, conversationId: one.id, ids: [one.id] },
        ...{ agent: one.assignee, since: one.waitingSince ?? one.openedAt, dueAt: one.deadlineAt, count: null },
      },
    ];
  });
}
