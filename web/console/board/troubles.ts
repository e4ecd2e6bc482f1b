import type { AlertView, QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, UndeliveredView } from '../../../src/contracts/views.js';
import type { Tone } from './figures.js';

export type TroubleKind = AlertView['kind'] | 'due_soon' | 'queue_paused' | 'nobody_there' | 'not_delivered';

/** Something to mend: what it is about, how bad, and since when. */
export interface Trouble {
  /** Stays the same for as long as the trouble does. */
  id: string;
  kind: TroubleKind;
  tone: Tone;
  queueId: string | null;
  conversationId: string | null;
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

/** Live alerts, and what the figures themselves show although nobody raised an alarm: the worst first, then the oldest. */
export function troublesOf(
  alerts: ReadonlyMap<string, AlertView>,
  lives: ReadonlyMap<string, QueueLiveView>,
  conversations: ReadonlyMap<string, ConversationView>,
  now: number,
  undelivered: UndeliveredView | null = null,
): Trouble[] {
  const found = [...alerts.values()].map(fromAlert);
  const told = new Set(found.flatMap(({ conversationId }) => conversationId ?? []));
  const all = [...found, ...queueTroubles(lives), ...dueSoon(conversations, told, now), ...notDelivered(undelivered)];
  return all.sort(
    (a, b) =>
      order.indexOf(a.kind) - order.indexOf(b.kind) ||
      (a.dueAt ?? a.since).localeCompare(b.dueAt ?? b.since) ||
      a.id.localeCompare(b.id),
  );
}

function fromAlert(alert: AlertView): Trouble {
  const { id, kind, queueId, conversationId, agent, data, raisedAt } = alert;
  const text = (key: string): string | null => (typeof data[key] === 'string' ? (data[key] as string) : null);
  const { waiting, conversationIds } = data;
  const count = Array.isArray(conversationIds) ? conversationIds.length : typeof waiting === 'number' ? waiting : null;
  return {
    ...{ id, kind, queueId, conversationId, agent },
    tone: bad.has(kind) ? 'bad' : 'warn',
    since: text('unansweredSince') ?? raisedAt,
    dueAt: text('dueAt'),
    count,
  };
}

function notDelivered(undelivered: UndeliveredView | null): Trouble[] {
  if (!undelivered?.since) return [];
  const about = { queueId: null, conversationId: null, agent: null, dueAt: null };
  const count = undelivered.outbound + undelivered.inbound;
  return [{ ...about, id: 'not delivered', kind: 'not_delivered', tone: 'warn', since: undelivered.since, count }];
}

function queueTroubles(lives: ReadonlyMap<string, QueueLiveView>): Trouble[] {
  return [...lives.values()].flatMap((live): Trouble[] => {
    if (live.waiting === 0) return [];
    const about = { queueId: live.queueId, conversationId: null, agent: null, dueAt: null, count: live.waiting };
    if (live.paused)
      return [{ ...about, id: `paused ${live.queueId}`, kind: 'queue_paused', tone: 'warn', since: live.paused.since }];
    const isManned = live.agents.some((agent) => agent.state === 'available' || agent.state === 'finishing');
    if (!live.open || isManned) return [];
    const since = new Date(Date.parse(live.at) - (live.oldestWaitingMs ?? 0)).toISOString();
    return [{ ...about, id: `nobody ${live.queueId}`, kind: 'nobody_there', tone: 'bad', since }];
  });
}

function dueSoon(conversations: ReadonlyMap<string, ConversationView>, told: ReadonlySet<string>, now: number): Trouble[] {
  return [...conversations.values()].flatMap((one): Trouble[] => {
    const dueIn = one.deadlineAt === null ? Infinity : Date.parse(one.deadlineAt) - now;
    if (told.has(one.id) || dueIn > SOON_MS || !['waiting', 'offered', 'assigned'].includes(one.status)) return [];
    return [
      {
        ...{ id: `due ${one.id}`, kind: 'due_soon', tone: 'warn', queueId: one.queueId, conversationId: one.id },
        ...{ agent: one.assignee, since: one.waitingSince ?? one.openedAt, dueAt: one.deadlineAt, count: null },
      },
    ];
  });
}
