import { type BusinessHours } from '../hours/business-hours.js';
import { type Pause, runClock } from './clock.js';

export const TARGET_KINDS = ['first_reply', 'next_reply', 'resolution'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What happened to a conversation, as far as its clocks care. All times in epoch ms. */
export interface History {
  now: number;
  openedAt: number;
  /** Set while it is closed. */
  closedAt: number | null;
  firstRepliedAt: number | null;
  /** Since when the customer waits for an answer; the word of the record on whether anything is open now. */
  unansweredSince: number | null;
  /** Since when a clock without an answer stands because the record says that nothing is open; null: since now. */
  letGoAt: number | null;
  /** Whose word it was, where that changed, in order; complete from the start of the latest reply clock on. */
  turns: readonly { at: number; by: 'customer' | 'us' }[];
  /** What closed it, opened it again, put it to sleep or ended the sleep (`other`), in order. */
  acts: readonly { at: number; what: 'closed' | 'reopened' | 'snoozed' | 'other' }[];
}

/** What the queue promises; a target of null: nothing. */
export interface TargetRules {
  /** null: round the clock. */
  hours: BusinessHours | null;
  warnPercent: number;
  targetMs: Record<TargetKind, number | null>;
}

/** One clock: when it started and what became of it. Times in epoch ms. */
export interface TargetClock {
  kind: TargetKind;
  startedAt: number;
  targetMs: number | null;
  /** null while it stands, where there is no target, or where opening hours never reach it. */
  dueAt: number | null;
  warnAt: number | null;
  metAt: number | null;
  /** Since when it stands: closed, asleep, or no target in this queue. */
  stoppedAt: number | null;
}

/**
 * The clocks of a conversation, from what happened and from the rules of the queue it is in now. Always the same answer for
 * the same history, however often and in whatever order the news came. Reply clocks before the first of `turns` are left out.
 */
export function deriveTargets(history: History, rules: TargetRules): TargetClock[] {
  const waits = waitsOf(history);
  const closings = closingsOf(history);
  const replies = waits.map((wait) => {
    const kind = history.firstRepliedAt === null || history.firstRepliedAt >= wait.from ? 'first_reply' : 'next_reply';
    const dropped =
      wait.to === null && history.unansweredSince === null ? [{ from: history.letGoAt ?? history.now, to: null }] : [];
    return clockOf(kind, wait.from, wait.to, inOrder([...closings, ...dropped]), rules);
  });
  const asleep = minus(sleepsOf(history), waits);
  const stands = inOrder([...closings.filter((one) => one.to !== null), ...asleep]);
  return [...replies, clockOf('resolution', history.openedAt, history.closedAt, stands, rules)];
}

const inOrder = (pauses: Pause[]): Pause[] => pauses.sort((a, b) => a.from - b.from);

function clockOf(
  kind: TargetKind,
  startedAt: number,
  metAt: number | null,
  pauses: readonly Pause[],
  { hours, warnPercent, targetMs }: TargetRules,
): TargetClock {
  const target = targetMs[kind];
  const standing = metAt === null ? pauses.find((one) => one.to === null) : undefined;
  const run = (ms: number): number | null => runClock(hours, startedAt, pauses, ms);
  return {
    ...{ kind, startedAt, targetMs: target, metAt },
    dueAt: target === null ? null : run(target),
    warnAt: target === null ? null : run(Math.floor((target * warnPercent) / 100)),
    stoppedAt: metAt === null && target === null ? startedAt : standing ? Math.max(standing.from, startedAt) : null,
  };
}

/** From the first word of the customer that nobody had answered to the answer; the last may be open. */
function waitsOf({ turns, unansweredSince }: History): Pause[] {
  const waits: Pause[] = [];
  for (const { at, by } of turns) {
    const last = waits.at(-1);
    if (by === 'customer') {
      if (!last || last.to !== null) waits.push({ from: at, to: null });
    } else if (last && last.to === null) waits[waits.length - 1] = { from: last.from, to: at };
  }
  if (unansweredSince !== null && waits.every((one) => one.to !== null)) waits.push({ from: unansweredSince, to: null });
  return waits;
}

function closingsOf({ acts, closedAt }: History): Pause[] {
  const closings: Pause[] = [];
  let since: number | null = null;
  for (const { at, what } of acts) {
    if (what === 'closed') since ??= at;
    if (what !== 'reopened' || since === null) continue;
    closings.push({ from: since, to: at });
    since = null;
  }
  if (closedAt !== null) closings.push({ from: since ?? closedAt, to: null });
  return closings;
}

/** Whatever is done with a sleeping conversation ends its sleep. */
function sleepsOf({ acts }: History): Pause[] {
  const sleeps: Pause[] = [];
  let since: number | null = null;
  for (const { at, what } of acts) {
    if (what === 'snoozed') since ??= at;
    else if (since !== null) {
      sleeps.push({ from: since, to: at });
      since = null;
    }
  }
  if (since !== null) sleeps.push({ from: since, to: null });
  return sleeps;
}

/** What of `pauses` lies in none of `others`; both in order. */
function minus(pauses: readonly Pause[], others: readonly Pause[]): Pause[] {
  const end = (one: Pause): number => one.to ?? Infinity;
  return others.reduce<Pause[]>(
    (left, other) =>
      left.flatMap((one) => {
        if (end(other) <= one.from || other.from >= end(one)) return [one];
        const before = other.from > one.from ? [{ from: one.from, to: other.from }] : [];
        return other.to !== null && other.to < end(one) ? [...before, { from: other.to, to: one.to }] : before;
      }),
    [...pauses],
  );
}
