import type { ConversationView } from '../../../src/contracts/views.js';
import { deadlineOf } from '../ui/deadline.js';

export const filters = ['all', 'us', 'snoozed', 'closed'] as const;
export type Filter = (typeof filters)[number];

/** `late`: a promise of the queue is broken; `trouble`: it is about to be. `viewing`: open here, and somebody else's. */
export const headings = ['viewing', 'call', 'mentions', 'late', 'trouble', 'us', 'them', 'snoozed', 'closed'] as const;
export type Heading = (typeof headings)[number];

export type ListItem =
  | { type: 'heading'; key: string; heading: Heading; count: number }
  | { type: 'row'; key: string; conversation: ConversationView };

/**
 * The customer wrote last: somebody waits for us. Where neither side has written yet, as in a topic that was just split off,
 * the first word is ours too.
 */
export function waitsOnUs(one: ConversationView): boolean {
  return one.status !== 'closed' && (one.lastOutboundAt === null || (one.lastInboundAt ?? '') > one.lastOutboundAt);
}

/** Whether it was handed over and its new agent has not looked yet: theirs to do, whoever wrote last. */
export type IsNew = (one: ConversationView) => boolean;

/** Whether its customer is on the line with this agent just now. */
export type IsInCall = (one: ConversationView) => boolean;

interface Marks {
  isNew?: IsNew | undefined;
  isInCall?: IsInCall | undefined;
}

export function headingOf(one: ConversationView, now: number, { isNew, isInCall }: Marks = {}): Heading {
  if (one.status === 'closed') return 'closed';
  if (isInCall?.(one)) return 'call';
  if (one.status === 'snoozed') return 'snoozed';
  const state = deadlineOf(one, now)?.state;
  if (state === 'broken') return 'late';
  if (state === 'near') return 'trouble';
  return waitsOnUs(one) || isNew?.(one) ? 'us' : 'them';
}

/** Since when somebody waits, on whichever side it is. */
export function waitingSince(one: ConversationView): string {
  return (waitsOnUs(one) ? one.lastInboundAt : (one.lastOutboundAt ?? one.lastInboundAt)) ?? one.openedAt;
}

/** By what a group is sorted: the smallest first. Trouble by what is due, us by the longest wait, others by the latest word. */
function rank(one: ConversationView, heading: Heading, now: number): number {
  switch (heading) {
    case 'late':
    case 'trouble':
      return Date.parse(deadlineOf(one, now)?.dueAt ?? one.openedAt);
    case 'us':
      return Date.parse(waitingSince(one));
    case 'snoozed':
      return Date.parse(one.snoozedUntil ?? one.openedAt);
    case 'closed':
      return -Date.parse(one.closedAt ?? one.openedAt);
    default:
      return -Date.parse(waitingSince(one));
  }
}

function passes(heading: Heading, one: ConversationView, filter: Filter): boolean {
  if (filter === 'us')
    return heading === 'late' || heading === 'trouble' ? waitsOnUs(one) : heading === 'us' || heading === 'call';
  if (filter === 'snoozed') return heading === 'snoozed';
  if (filter === 'closed') return heading === 'closed';
  return true;
}

function holds(one: ConversationView, words: readonly string[]): boolean {
  const text = `${one.customerName ?? ''} ${one.subject ?? ''} ${one.tags.join(' ')} ${one.channel}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export interface Arranged extends Marks {
  filter: Filter;
  /** Typed into the filter field. */
  text: string;
  now: number;
  /** Open here though it is not the agent's own. */
  viewing?: ConversationView | null;
  /** Somebody else's, in which a colleague names the agent. */
  mentioned?: readonly ConversationView[];
}

/** The rows of the list, trouble first, with a heading before each group that has any. */
export function arrange(
  mine: readonly ConversationView[],
  { filter, text, now, viewing, mentioned = [], ...marks }: Arranged,
): ListItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<Heading, { one: ConversationView; rank: number }[]>();
  for (const one of mine) {
    const heading = headingOf(one, now, marks);
    if (!passes(heading, one, filter) || !holds(one, words)) continue;
    const group = groups.get(heading) ?? [];
    group.push({ one, rank: rank(one, heading, now) });
    groups.set(heading, group);
  }
  const named = filter === 'all' || filter === 'us' ? mentioned.filter((one) => holds(one, words)) : [];
  if (named.length > 0)
    groups.set(
      'mentions',
      named.map((one) => ({ one, rank: rank(one, 'them', now) })),
    );
  if (viewing && filter === 'all' && words.length === 0) groups.set('viewing', [{ one: viewing, rank: 0 }]);
  return headings.flatMap((heading) => {
    const group = (groups.get(heading) ?? []).sort((a, b) => a.rank - b.rank || (a.one.id < b.one.id ? -1 : 1));
    if (group.length === 0) return [];
    const rows = group.map(({ one }) => ({ type: 'row' as const, key: one.id, conversation: one }));
    return [{ type: 'heading' as const, key: heading, heading, count: group.length }, ...rows];
  });
}

/** What to go on with once this one is done: the next that is open still, else the one before it; closed ones are no work. */
export function nextAfter(items: readonly ListItem[], id: string): string | null {
  const rows = items.flatMap((item) =>
    item.type === 'row' && (item.conversation.status !== 'closed' || item.key === id) ? [item.key] : [],
  );
  const at = rows.indexOf(id);
  return (at < 0 ? rows[0] : (rows[at + 1] ?? rows[at - 1])) ?? null;
}

/** The row that the keys go to from this one; the ends hold. */
export function step(items: readonly ListItem[], from: string | null, by: 1 | -1): string | null {
  const rows = items.filter((item) => item.type === 'row');
  const at = rows.findIndex((item) => item.key === from);
  if (at < 0) return (by === 1 ? rows[0] : rows.at(-1))?.key ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.key ?? null;
}
