import type { Person } from '../../core/identity/person.js';
import { type MatchScore, scorePeople, verdictOf } from '../../core/identity/score-people.js';

/** Somebody a line may be about: a customer who is here, or an earlier line of the same table. */
export interface Known {
  customerId: string | null;
  line: number | null;
  person: Person;
  /** Their ids in other systems. */
  externals: readonly string[];
}

export type Decision =
  | { outcome: 'matched'; to: Known; reason: string }
  | { outcome: 'suggested'; beside: { to: Known; match: MatchScore }[]; reason: string }
  | { outcome: 'created'; reason: null };

const inWords = ({ score, parts }: MatchScore): string =>
  `${score} bits: ${parts.map(({ part, level }) => `${part} ${level}`).join(', ')}`;

/**
 * What a line of a table means, given who could be meant. Its external id decides; without one the score does, where one customer
 * alone is beyond doubt. Two different ids in one other system are two records there: such a pair is at most put before a person.
 */
export function decideRow(row: { externalId: string | null; person: Person }, known: readonly Known[]): Decision {
  const named = row.externalId === null ? undefined : known.find((one) => one.externals.includes(row.externalId!));
  if (named) return { outcome: 'matched', to: named, reason: 'the same external id' };
  const judged = known
    .map((to) => ({ to, match: scorePeople(row.person, to.person) }))
    .map((one) => ({ ...one, verdict: verdictOf(one.match) }))
    .filter((one) => one.verdict !== 'apart')
    .sort((a, b) => b.match.score - a.match.score);
  const certain = judged.filter(
    ({ to, verdict }) => verdict === 'automatic' && (row.externalId === null || to.externals.length === 0),
  );
  const [first] = judged;
  if (!first) return { outcome: 'created', reason: null };
  if (certain.length === 1) return { outcome: 'matched', to: certain[0]!.to, reason: inWords(certain[0]!.match) };
  return { outcome: 'suggested', beside: judged.slice(0, 5), reason: inWords(first.match) };
}
