import { type Replay, replayOf } from '../../core/matching/explain.js';
import { total } from '../../core/matching/score.js';
import type { WaitingItem } from '../../core/matching/snapshot.js';
import { type PackedPass, unpackPass } from './packed-pass.js';

/** A decision as its record has it. */
export interface StoredDecision {
  conversationId: string;
  agentId: string | null;
  runnerUp: string | null;
  score: number | null;
  parts: Record<string, number>;
  counts: Record<string, number>;
}

export interface ReplayedDecision {
  /** Null where the stored pass cannot be read or does not hold the conversation. */
  replay: Replay | null;
  item: WaitingItem | null;
  /** What comes out otherwise than stored; none: the replay gives the same answer. */
  differences: string[];
}

/** Below what any two scores that are meant to differ can differ by: passes of older versions were not rounded. */
const NO_DIFFERENCE = 1e-9;

/** Runs the stored pass again and holds its answer beside the record. Agents are named by `nameOf`. */
export function replayDecision(pass: PackedPass, stored: StoredDecision, nameOf: (id: string) => string): ReplayedDecision {
  try {
    const snapshot = unpackPass(pass);
    const replay = replayOf(snapshot, stored.conversationId);
    const item = snapshot.items.find((one) => one.conversationId === stored.conversationId) ?? null;
    const differences = replay ? differencesOf(stored, replay, nameOf) : ['the stored pass does not hold this conversation'];
    return { replay, item, differences };
  } catch (error) {
    return { replay: null, item: null, differences: [`the stored pass cannot be read: ${(error as Error).message}`] };
  }
}

function differencesOf(stored: StoredDecision, { given, rows, counts }: Replay, nameOf: (id: string) => string): string[] {
  const who = (id: string | null | undefined): string => (id ? nameOf(id) : 'nobody');
  const runnerUp = rows.find((one) => one.outcome === 'runner-up')?.agentId ?? null;
  const differences: string[] = [];
  const differ = (what: string, was: unknown, is: unknown): void =>
    void differences.push(`${what}: stored ${was}, replayed ${is}`);
  if (given?.agentId !== stored.agentId) differ('chosen', who(stored.agentId), who(given?.agentId));
  if (runnerUp !== stored.runnerUp) differ('runner-up', who(stored.runnerUp), who(runnerUp));
  const score = given ? total(given.parts) : null;
  if (!same(score, stored.score)) differ('score', stored.score, score);
  const parts = (given?.parts ?? {}) as Record<string, number>;
  for (const part of keysOf(stored.parts, parts))
    if (!same(stored.parts[part], parts[part])) differ(part, stored.parts[part], parts[part]);
  const blocked: Record<string, number> = counts;
  for (const reason of keysOf(stored.counts, blocked)) {
    const [was, is] = [stored.counts[reason] ?? 0, blocked[reason] ?? 0];
    if (was !== is) differ(`blocked by ${reason}`, was, is);
  }
  return differences;
}

const same = (a: number | null | undefined, b: number | null | undefined): boolean =>
  a == null || b == null ? (a ?? null) === (b ?? null) : Math.abs(a - b) < NO_DIFFERENCE;

const keysOf = (...records: object[]): string[] => [...new Set(records.flatMap((one) => Object.keys(one)))];
