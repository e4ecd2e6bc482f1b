import type { QueueIntervalView } from '../../../src/contracts/report-views.js';
import { grouped } from './grouped.js';

/** One interval of the day, over one queue or several. */
export interface DayPoint {
  from: string;
  offered: number;
  answered: number;
  abandoned: number;
  stillWaiting: number;
  meanWaitMs: number | null;
  longestWaitMs: number | null;
  serviceLevel: number | null;
}

/**
 * The rows of several queues as one line of the day. Means are weighted by those they are a mean of; a service level by those
 * it judged, which the report gives as in target ÷ level (where the level is 0, the visits stand for them).
 */
export function dayOf(rows: readonly QueueIntervalView[]): DayPoint[] {
  return [...grouped(rows, (row) => row.from)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, theirs]) => pointOf(from, theirs));
}

function pointOf(from: string, rows: readonly QueueIntervalView[]): DayPoint {
  const sum = (of: (row: QueueIntervalView) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const waited = rows.filter((row) => row.meanWaitMs !== null);
  const answered = waited.reduce((all, row) => all + row.answered, 0);
  const judged = sum(judgedIn);
  const longest = rows.flatMap((row) => row.longestWaitMs ?? []);
  return {
    from,
    offered: sum((row) => row.offered),
    answered: sum((row) => row.answered),
    abandoned: sum((row) => row.abandoned),
    stillWaiting: sum((row) => row.stillWaiting),
    meanWaitMs: answered === 0 ? null : waited.reduce((all, row) => all + (row.meanWaitMs ?? 0) * row.answered, 0) / answered,
    longestWaitMs: longest.length === 0 ? null : Math.max(...longest),
    serviceLevel: judged === 0 ? null : sum((row) => row.inTarget ?? 0) / judged,
  };
}

function judgedIn({ serviceLevel, inTarget, offered }: QueueIntervalView): number {
  if (serviceLevel === null || inTarget === null) return 0;
  return serviceLevel === 0 ? Math.max(1, offered) : Math.round(inTarget / serviceLevel);
}

/** The day so far as one point. */
export function totalOf(rows: readonly QueueIntervalView[]): DayPoint {
  return pointOf(rows[0]?.from ?? '', rows);
}

const FEWEST = 8;
const isBusy = ({ offered, answered, abandoned, stillWaiting }: DayPoint): boolean =>
  offered + answered + abandoned + stillWaiting > 0;

/**
 * The part of the day in which anything happened, with one interval before it, and never less than two hours of it: a night without
 * a customer would press a busy hour into a sliver.
 */
export function busyPart(points: readonly DayPoint[]): readonly DayPoint[] {
  const first = points.findIndex(isBusy);
  if (first < 0) return points;
  const end = points.findLastIndex(isBusy) + 2;
  const to = Math.min(points.length, Math.max(end, first - 1 + FEWEST));
  return points.slice(Math.max(0, Math.min(first - 1, to - FEWEST)), to);
}
