import { FACT_KINDS } from '../facts/kinds.js';
import { type Asked, askedIn } from './asked.js';
import { type Noun, nounOf } from './nouns.js';

/** Something known about a customer when a question is asked: a fact, or an address they are reached by. */
export interface KnownFact {
  kind: string;
  value: string;
  label?: string | null;
  /** Milliseconds. */
  at: number;
  /** It came up in the conversation in which the question is asked. */
  here: boolean;
}

export interface AlreadyKnown<F extends KnownFact> {
  kind: string;
  question: string;
  facts: F[];
}

/** What stays true of a person, however long ago they said it. */
const LASTING = new Set(['name', 'email', 'phone', 'address', 'birth_date']);
/** An order or an error of long ago is not what the customer writes about today. */
export const FRESH_MS = 30 * 24 * 3_600_000;
const MOST_SHOWN = 5;

/** What a text asks for, also in the words of kinds that only this customer's facts have. Pure. */
export function questionsIn(text: string, facts: readonly KnownFact[]): Asked[] {
  const own = new Map(facts.map((fact) => [fact.kind, nounOf(fact.kind, fact.label)]));
  return askedIn(
    text,
    [...own].filter(([kind]) => !BUILT_IN.has(kind)).flatMap(([, noun]): Noun[] => (noun ? [noun] : [])),
  );
}

const BUILT_IN: ReadonlySet<string> = new Set(['name', ...FACT_KINDS]);

/** Those of the questions whose answer is known, each with its answers, the latest first. `now` in milliseconds. */
export function alreadyKnown<F extends KnownFact>(asked: readonly Asked[], facts: readonly F[], now: number): AlreadyKnown<F>[] {
  return asked.flatMap(({ kind, question }) => {
    const answers = facts
      .filter((fact) => fact.kind === kind && isFresh(fact, now))
      .sort((a, b) => b.at - a.at)
      .slice(0, MOST_SHOWN);
    return answers.length > 0 ? [{ kind, question, facts: answers }] : [];
  });
}

const isFresh = (fact: KnownFact, now: number): boolean => LASTING.has(fact.kind) || fact.here || now - fact.at <= FRESH_MS;
