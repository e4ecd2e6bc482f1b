import type { DecisionAgentView, DecisionView, WaitingNowView } from '../../../src/contracts/routing-views.js';
import { toldIn, withoutName } from '../ui/told.js';

/** One agent's part in a decision, as a row of the table. */
export interface AgentLine {
  id: string;
  name: string;
  outcome: DecisionAgentView['outcome'];
  score: string | null;
  why: string;
}

const order: readonly DecisionAgentView['outcome'][] = ['chosen', 'runner-up', 'outscored', 'blocked'];

/** Of one that waits: those who come nearest to taking it first. */
export const waitingLines = ({ agents }: WaitingNowView, language: string): AgentLine[] =>
  agents.map((one) => lineOf(one, language));

type Said = Pick<DecisionAgentView, 'id' | 'name' | 'outcome' | 'score' | 'sentence' | 'translations'>;

const lineOf = (one: Said, language: string): AgentLine => ({
  ...{ id: one.id, name: one.name, outcome: one.outcome, score: plain(one.score) },
  why: withoutName(one.name, toldIn(language, one)),
});

/** A number without needless places. */
export function plain(value: number | null): string | null {
  return value === null ? null : String(Math.round(value * 100) / 100);
}

/** The chosen one first, then the next best, then who scored less, then who could not. */
export function agentLines(decision: DecisionView, language: string): AgentLine[] {
  const { chosen, score, sentence, translations, others } = decision;
  const all: Said[] = [
    ...(chosen ? [{ ...chosen, outcome: 'chosen' as const, score, sentence, translations }] : []),
    ...others.filter((one) => one.id !== chosen?.id),
  ];
  return all
    .toSorted(
      (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0,
    )
    .map((one) => lineOf(one, language));
}

/** What the score is made of, the weightiest first; what gave nothing is left out. */
export function partsOf(parts: Record<string, number>): { name: string; value: string }[] {
  return Object.entries(parts)
    .filter(([, value]) => typeof value === 'number' && value !== 0)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([name, value]) => ({ name, value: plain(value) ?? '' }));
}

/** Those who could not take it and are not named one by one (where the pass is not stored any more). */
export function blockedCounts({ counts, others }: DecisionView): { reason: string; count: number }[] {
  if (others.length > 0) return [];
  return Object.entries(counts)
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count);
}

/**
 * What decided between equal scores, as the matcher does: the larger free share of the agent, then who has been without new work
 * longer, then a fixed order. `order` where the view does not hold which of them it was. Null where nobody else scored as much, and
 * where a whole line was given out at once, in which the sum decides and not the one score.
 */
export function tieOf({
  chosen,
  score,
  parts,
  others,
  by,
}: DecisionView): { names: string[]; because: 'room' | 'idle' | 'order' } | null {
  if (!chosen || score === null || by === 'whole_tier') return null;
  const equals = others.filter((one) => one.id !== chosen.id && one.score !== null && plain(one.score) === plain(score));
  if (equals.length === 0) return null;
  const mine = parts['load'] ?? 0;
  const theirs = equals.map((one) => one.parts?.['load'] ?? 0);
  const names = equals.map((one) => one.name);
  // Where the policy gives room no weight the part is nothing for everybody, and says nothing.
  if (mine === 0 && theirs.every((load) => load === 0)) return { names, because: 'order' };
  if (theirs.every((load) => plain(load) === plain(mine))) return { names, because: 'idle' };
  return { names, because: theirs.every((load) => load < mine) ? 'room' : 'order' };
}
