import { deriveTargets, type TargetClock, type TargetKind } from '../../core/targets/derive.js';
import type { AlertKind } from '../../contracts/words.js';
import type { StoredTarget, TargetHistory } from './target-histories.queries.js';

export interface Crossing {
  kind: TargetKind;
  what: 'warned' | 'breached';
  target: StoredTarget;
}

/** What must be written so that the stored clocks of a conversation say what its history says. */
export interface Settlement {
  history: TargetHistory;
  targets: StoredTarget[];
  /** The earliest open due time of its reply clocks: what the line is ordered by. */
  deadlineAt: number | null;
  crossings: Crossing[];
  met: TargetKind[];
  raise: { kind: AlertKind; target: StoredTarget }[];
  clear: { kind: AlertKind; key: string }[];
}

export const alertKey = (conversationId: string, kind: TargetKind): string => `${conversationId}:${kind}`;

const isLive = (one: StoredTarget): boolean => one.metAt === null && one.stoppedAt === null;
const idOf = (one: TargetClock): string => `${one.kind}/${one.startedAt}`;

/** `mark`: also judge what is due by now. Whoever marks must carry out everything the settlement names. */
export function settle(history: TargetHistory, mark: boolean): Settlement {
  const stored = new Map(history.stored.map((one) => [idOf(one), one]));
  const derived = deriveTargets(history, history.rules).filter((one) => one.targetMs !== null || stored.has(idOf(one)));
  const settlement: Settlement = { history, targets: [], deadlineAt: null, crossings: [], met: [], raise: [], clear: [] };
  const all = [...derived.map((clock) => next(history, stored.get(idOf(clock)), clock)), ...others(history, derived)].map(
    (one) => (mark ? judged(one, history.now, settlement.crossings) : one),
  );
  for (const target of all) {
    const before = stored.get(idOf(target));
    if (before && same(before, target)) continue;
    settlement.targets.push(target);
    if (target.metAt !== null && (before?.metAt ?? null) === null) settlement.met.push(target.kind);
  }
  const due = all.filter((one) => one.kind !== 'resolution' && isLive(one)).flatMap((one) => one.dueAt ?? []);
  settlement.deadlineAt = due.length > 0 ? Math.min(...due) : null;
  alertsOf(settlement, all);
  return settlement;
}

/** What is met stays as it was judged then: rules that change later change nothing about it. */
function next(history: TargetHistory, before: StoredTarget | undefined, clock: TargetClock): StoredTarget {
  if (before && before.metAt !== null && before.metAt === clock.metAt) return before;
  const marks = { warnedAt: before?.warnedAt ?? null, breachedAt: before?.breachedAt ?? null };
  return { ...clock, ...marks, queueId: history.queueId, rule: history.rule };
}

/** Earlier clocks stay as they are; a live one that the history knows nothing of stands from now on. */
const others = (history: TargetHistory, derived: TargetClock[]): StoredTarget[] =>
  history.stored
    .filter((one) => derived.every((clock) => idOf(clock) !== idOf(one)))
    .map((one) => (isLive(one) ? { ...one, stoppedAt: history.now, dueAt: null, warnAt: null } : one));

/** Due by now, or met too late: breached at the moment it was due, however late this is noticed. Once only. */
function judged(one: StoredTarget, now: number, crossings: Crossing[]): StoredTarget {
  if (one.breachedAt !== null || one.dueAt === null) return one;
  if (one.metAt === null ? one.dueAt <= now : one.dueAt < one.metAt) {
    const target = { ...one, breachedAt: one.dueAt };
    crossings.push({ kind: one.kind, what: 'breached', target });
    return target;
  }
  if (!isLive(one) || one.warnedAt !== null || one.warnAt === null || one.warnAt > now) return one;
  const target = { ...one, warnedAt: one.warnAt };
  crossings.push({ kind: one.kind, what: 'warned', target });
  return target;
}

const fields = ['queueId', 'targetMs', 'rule', 'dueAt', 'warnAt', 'warnedAt', 'metAt', 'breachedAt', 'stoppedAt'] as const;
const same = (one: StoredTarget, other: StoredTarget): boolean => fields.every((field) => one[field] === other[field]);

/** Alerts follow the state of the clocks, so that one that was not raised or not cleared is put right the next time. */
function alertsOf({ history, raise, clear }: Settlement, all: readonly StoredTarget[]): void {
  const wanted = new Map<string, { kind: AlertKind; target: StoredTarget }>();
  for (const target of all.filter(isLive)) {
    const kind = target.breachedAt !== null ? 'target_breached' : target.warnedAt !== null ? 'target_warning' : undefined;
    if (kind) wanted.set(alertKey(history.id, target.kind), { kind, target });
  }
  clear.push(...history.alerts.filter((one) => wanted.get(one.key)?.kind !== one.kind));
  const live = new Set(history.alerts.map((one) => `${one.kind} ${one.key}`));
  raise.push(...[...wanted].filter(([key, one]) => !live.has(`${one.kind} ${key}`)).map(([, one]) => one));
}
