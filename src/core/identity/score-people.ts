import { comparePeople, type PartName } from './compare-people.js';
import type { Person } from './person.js';

/** One part of a score: which level it reached, and what that is worth in bits (log2 of how much likelier it is of one person than of two). */
export interface ScorePart {
  part: PartName;
  level: string;
  bits: number;
}

export interface MatchScore {
  /** The sum of the parts, in bits. */
  score: number;
  /** The weightiest first. */
  parts: ScorePart[];
}

/**
 * - `automatic`: beyond doubt for a table of people that is read in. Customers who are here join only by a verified key.
 * - `suggest`: a person should look.
 */
export type Verdict = 'automatic' | 'suggest' | 'apart';

export type Weights = { [P in PartName]: Record<string, number> };

/**
 * Fellegi and Sunter's weights: log2(m / u), where m is how often a level is found among records of one person and u among
 * records of two. Counted on generated pairs; docs/identity.md tells how, and a test counts them again.
 */
export const WEIGHTS: Weights = {
  name: { same: 2.3, common: 2.3, close: 2.3, across: 2.2, similar: 1.2, family: -6, different: -8 },
  email: { same: 4.5, typo: 4.4, local: -0.5, different: -3.3, shared: 0 },
  phone: { same: 2.4, typo: 2.7, tail: 2.4, different: -3.3, shared: 1 },
  city: { same: 0.8, different: -1.8 },
  birthDate: { same: 6.6, near: 4.5, different: -8 },
  device: { same: 3 },
};

/** In bits, chosen on the pairs that the weights were counted on. */
export const AUTOMATIC = 1;
export const SUGGEST = 0.5;

/** Pure: the same two people give the same score, in whichever order. */
export function scorePeople(one: Person, other: Person, weights: Weights = WEIGHTS): MatchScore {
  const agreement = comparePeople(one, other);
  const parts = (Object.entries(agreement) as [PartName, string][])
    .map(([part, level]) => ({ part, level, bits: weights[part][level] ?? 0 }))
    .sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
  const score = Math.round(parts.reduce((sum, part) => sum + part.bits, 0) * 100) / 100;
  return { score, parts };
}

const KEYS: readonly PartName[] = ['email', 'phone', 'birthDate', 'device'];

/** A given name of its own speaks of another person of the same household, whatever they share. */
const KIN: readonly string[] = ['family', 'different'];

/**
 * Beyond doubt takes two things that do not follow from each other: a name and a key of theirs, or two keys. A phone, a mailbox
 * or a device alone may be a household's, and a name with a city a namesake's.
 */
export function verdictOf({ score, parts }: MatchScore): Verdict {
  const agreeing = parts.filter((part) => part.bits > 0 && part.level !== 'shared');
  const name = parts.find(({ part }) => part === 'name')?.level;
  const keys = agreeing.filter(({ part }) => KEYS.includes(part)).length;
  const needed = name === undefined || name === 'similar' ? 2 : 1;
  if (score >= AUTOMATIC && keys >= needed && !KIN.includes(name ?? '')) return 'automatic';
  // A name alone is borne by many: it takes a key, or something beside it.
  const worthALook = agreeing.length > 1 || parts.some(({ part, bits }) => KEYS.includes(part) && bits >= 0 && score > 0);
  return score >= SUGGEST && worthALook ? 'suggest' : 'apart';
}
