import type { QueueIntervalView } from '../../../src/contracts/report-views.js';
import { grouped } from './grouped.js';

/** One interval of the day, over one queue or several. */
export interface DayPoint {
  from: string;
  offered: number;
  taken: number;
  answered: number;
  /** An agent has them, and has not said a word yet. */
  inHand: number;
  abandoned: number;
  stillWaiting: number;
  meanWaitMs: number | null;
  meanFirstReplyMs: number | null;
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
  const judged = sum(judgedIn);
  const longest = rows.flatMap((row) => row.longestWaitMs ?? []);
  return {
    from,
    offered: sum((row) => row.offered),
    taken: sum((row) => row.taken),
    answered: sum((row) => row.answered),
    inHand: sum((row) => row.inHand),
    abandoned: sum((row) => row.abandoned),
    stillWaiting: sum((row) => row.stillWaiting),
    meanWaitMs: meanOf(rows.map((row) => [row.meanWaitMs, row.taken])),
    meanFirstReplyMs: meanOf(rows.map((row) => [row.meanFirstReplyMs, row.answered])),
    longestWaitMs: longest.length === 0 ? null : Math.max(...longest),
    serviceLevel: judged === 0 ? null : sum((row) => row.inTarget ?? 0) / judged,
  };
}

/** The mean over several means, each weighted by how many it is of. */
function meanOf(means: readonly (readonly [number | null, number])[]): number | null {
  const there = means.filter(([mean, of]) => mean !== null && of > 0);
  const of = there.reduce((all, [, count]) => all + count, 0);
  return of === 0 ? null : there.reduce((all, [mean, count]) => all + (mean ?? 0) * count, 0) / of;
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
const isBusy = ({ offered }: DayPoint): boolean => offered > 0;

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

const MINUTE_S = 60;
/** Steps that people read a clock by: of the day in seconds, never shorter than its intervals; of a wait in milliseconds. */
export const dayIncrs = [15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE_S);
export const waitIncrs = [0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map(
  (minutes) => minutes * MINUTE_S * 1000,
);

/** From the beginning of the first interval to the end of the last, in seconds: a bar stands on the whole of its own. */
export function daySpan(times: readonly number[]): [from: number, to: number] {
  const [first = 0, second = first + 15 * MINUTE_S] = times;
  return [first, (times.at(-1) ?? first) + second - first];
}
