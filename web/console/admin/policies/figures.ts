import type { PolicyView } from '../../../../src/contracts/report-views.js';

/** What a replay is judged by, and which way is better. */
export const figures = [
  { key: 'served', kind: 'count', better: 'more' },
  { key: 'unserved', kind: 'count', better: 'less' },
  { key: 'meanWaitMs', kind: 'time', better: 'less' },
  { key: 'p95WaitMs', kind: 'time', better: 'less' },
  { key: 'deadlineAttainment', kind: 'share', better: 'more' },
  { key: 'continuity', kind: 'share', better: 'more' },
  { key: 'skillFit', kind: 'share', better: 'more' },
  { key: 'loadSpread', kind: 'share', better: 'less' },
] as const;
export type Figure = (typeof figures)[number];

/** Differences smaller than this say nothing: a second, a half of a percent, one conversation. */
const noise = { count: 0.5, time: 1_000, share: 0.005 } as const;

/** Whether the candidate does better than the policy in force; null where both do the same, or there is nothing to compare. */
export function verdictOf({ kind, better }: Figure, active: number | null, candidate: number | null): 'better' | 'worse' | null {
  if (active === null || candidate === null || Math.abs(candidate - active) < noise[kind]) return null;
  return candidate > active === (better === 'more') ? 'better' : 'worse';
}

/** How many times as long the waits were in truth as in the replay of the same policy; null where nothing can be said. */
export function trustOf(recordedMs: number | null, activeMs: number | null): number | null {
  if (recordedMs === null || activeMs === null || activeMs <= 0) return null;
  return recordedMs / activeMs;
}

/** The policy to go back to: what was in force before the one that is. */
export function beforeOf(policies: readonly PolicyView[]): PolicyView | null {
  const past = policies
    .filter((one) => !one.active && (one.activatedAt !== null || one.createdAt === null))
    .sort((one, other) => (other.activatedAt ?? '').localeCompare(one.activatedAt ?? ''));
  return past[0] ?? null;
}
