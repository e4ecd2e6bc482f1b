import type { ConversationView } from '../../../src/contracts/views.js';
import type { TargetKind } from '../../../src/contracts/words.js';

/** The promise of a queue that is due next in a conversation. */
export interface Deadline {
  kind: TargetKind;
  dueAt: string;
  /** `near`: a fifth of its time is left, or two minutes. */
  state: 'fine' | 'near' | 'broken';
}

const NEAR_SHARE = 0.2;
const NEAR_MS = 120_000;

/** @returns the running clock that ends first; null where none runs */
export function deadlineOf(one: Pick<ConversationView, 'targets' | 'deadlineAt' | 'status'>, now: number): Deadline | null {
  if (one.status === 'closed') return null;
  const running = one.targets
    .filter((each) => each.dueAt !== null && each.metAt === null && each.stoppedAt === null)
    .map(({ kind, dueAt, startedAt }) => ({ kind, dueAt: dueAt ?? '', startedAt }))
    .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  const next = running[0] ?? (one.deadlineAt ? { kind: 'next_reply' as const, dueAt: one.deadlineAt, startedAt: null } : null);
  if (!next) return null;
  const dueMs = Date.parse(next.dueAt);
  const totalMs = next.startedAt ? dueMs - Date.parse(next.startedAt) : 0;
  const leftMs = dueMs - now;
  const isNear = leftMs < Math.max(NEAR_MS, totalMs * NEAR_SHARE);
  return { kind: next.kind, dueAt: next.dueAt, state: leftMs <= 0 ? 'broken' : isNear ? 'near' : 'fine' };
}
