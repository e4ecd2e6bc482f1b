import { compareNames } from '../../core/identity/names.js';
import type { Person } from '../../core/identity/person.js';
import { type MatchScore, scorePeople, verdictOf } from '../../core/identity/score-people.js';

/** Somebody a line may be about: a customer who is here, or an earlier line of the same table. */
export interface Known {
  customerId: string | null;
  line: number | null;
  person: Person;
  /** Their ids in other systems. */
  externals: readonly string[];
  /** Fingerprints of lines without an id that are about them. */
  lines: readonly string[];
}

/** What is asked about: a line with its id in another system, or else its fingerprint. */
export interface Asked {
  externalId: string | null;
  fingerprint: string | null;
  person: Person;
}

export type Decision =
  | { outcome: 'matched'; to: Known; reason: string; warning?: string }
  | { outcome: 'suggested'; beside: { to: Known; match: MatchScore }[]; reason: string }
  | { outcome: 'created'; reason: null };

const inWords = ({ score, parts }: MatchScore): string =>
  `${score} bits: ${parts.map(({ part, level }) => `${part} ${level}`).join(', ')}`;

/**
 * What a line of a table means, given who could be meant. Its external id decides; without one, whether the very same line was read
 * before; else the score does, where one customer alone is beyond doubt. Two different ids in one other system are two records there: such a pair is at most put before a person.
 */
export function decideRow(row: Asked, known: readonly Known[]): Decision {
  const named = row.externalId === null ? undefined : known.find((one) => one.externals.includes(row.externalId!));
  if (named) return { outcome: 'matched', to: named, reason: 'the same external id', ...contradiction(row.person, named) };
  const again = row.fingerprint === null ? undefined : known.find((one) => one.lines.includes(row.fingerprint!));
  if (again) return { outcome: 'matched', to: again, reason: 'the same line as before' };
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

/** The id decides, and a name that is known is not overwritten; that the table says another one is told. */
function contradiction(person: Person, { person: { name }, line }: Known): { warning?: string } {
  const level = person.name && name && compareNames(person.name, name);
  if (!level || !['similar', 'family', 'different'].includes(level)) return {};
  return {
    warning: `name: ${line === null ? 'the customer' : `line ${line}`} with this external id is called otherwise, and stays so`,
  };
}
