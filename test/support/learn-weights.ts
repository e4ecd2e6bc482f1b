import { type Agreement, comparePeople } from '../../src/core/identity/compare-people.js';
import { readPerson } from '../../src/core/identity/person.js';
import { AUTOMATIC, scorePeople, SUGGEST, verdictOf, type Verdict, type Weights } from '../../src/core/identity/score-people.js';
import type { RecordPair } from './person-generator.js';

const LEVELS: { [P in keyof Required<Agreement>]: string[] } = {
  name: ['same', 'common', 'close', 'across', 'similar', 'family', 'different'],
  email: ['same', 'typo', 'local', 'different', 'shared'],
  phone: ['same', 'typo', 'tail', 'different', 'shared'],
  city: ['same', 'different'],
  birthDate: ['same', 'near', 'different'],
  device: ['same'],
};

/** No single part decides alone, however rarely it was seen to err. */
const MOST_BITS = 8;

/** Counts Fellegi and Sunter's weights on pairs whose truth is known: log2(m / u) per level, to a tenth of a bit. */
export function learnWeights(pairs: readonly RecordPair[]): Weights {
  const seen = pairs.map(({ one, other, samePerson }) => ({
    samePerson,
    agreement: comparePeople(readPerson(one), readPerson(other)),
  }));
  const rate = (part: keyof Agreement, level: string, samePerson: boolean): number => {
    const told = seen.filter((pair) => pair.samePerson === samePerson && pair.agreement[part] !== undefined);
    const count = told.filter((pair) => pair.agreement[part] === level).length;
    return (count + 0.5) / (told.length + 0.5 * LEVELS[part].length);
  };
  const weightOf = (part: keyof Agreement, level: string): number => {
    // Only agreement is ever told of a device: how often it is told at all is what counts.
    const among = (same: boolean): number => seen.filter((pair) => pair.samePerson === same).length;
    const had = (same: boolean): number => seen.filter((pair) => pair.samePerson === same && pair.agreement.device).length;
    const ratio =
      part === 'device'
        ? (had(true) + 0.5) / among(true) / ((had(false) + 0.5) / among(false))
        : rate(part, level, true) / rate(part, level, false);
    const bits = Math.max(-MOST_BITS, Math.min(MOST_BITS, Math.round(Math.log2(ratio) * 10) / 10));
    // What many people use tells little for, and nothing against.
    return level === 'shared' ? Math.max(0, Math.min(1, bits)) : bits;
  };
  return Object.fromEntries(
    (Object.keys(LEVELS) as (keyof Agreement)[]).map((part) => [
      part,
      Object.fromEntries(LEVELS[part].map((level) => [level, weightOf(part, level)])),
    ]),
  ) as Weights;
}

export interface Quality {
  precision: number;
  recall: number;
  f1: number;
  /** Pairs of two people that were taken for one, and the other way round. */
  wrong: { pair: RecordPair; score: number }[];
}

/** How well pairs are told apart where `verdicts` count as one person. */
export function qualityOf(pairs: readonly RecordPair[], verdicts: readonly Verdict[], weights?: Weights): Quality {
  const judged = pairs.map((pair) => {
    const match = scorePeople(readPerson(pair.one), readPerson(pair.other), weights);
    return { pair, score: match.score, taken: verdicts.includes(verdictOf(match)) };
  });
  const hits = judged.filter(({ pair, taken }) => pair.samePerson && taken).length;
  const taken = judged.filter((one) => one.taken).length;
  const precision = taken === 0 ? 1 : hits / taken;
  const recall = hits / judged.filter(({ pair }) => pair.samePerson).length;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return {
    precision,
    recall,
    f1,
    wrong: judged.filter((one) => one.taken !== one.pair.samePerson).map(({ pair, score }) => ({ pair, score })),
  };
}

export const thresholds = { AUTOMATIC, SUGGEST };
