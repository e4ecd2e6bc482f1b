import type { FieldError } from '../../../../src/contracts/errors.js';
import { splitDuration, type Unit } from './duration.js';

/** What is wrong with a field, as a key of this room's words; `length` is a limit in the units people say. */
export interface Wrong {
  key: string;
  values?: Record<string, string | number>;
  length?: { amount: number; unit: Unit };
}

type Reading = readonly [pattern: RegExp, key: string, ...names: string[]];

/** What an empty field is told by rules that speak of what is in it. */
const ofContent = /must (be a|be an|match|be longer|contain at least|be one of)/;
const choice =
  /must be a UUID|must be one of the following values|^there is no such|^there is no skill|must be an IANA time zone/;

/** The worst first: of several things said of one field only the first is worth reading. */
const readings: readonly Reading[] = [
  [/must not be blank|should not be empty|longer than or equal to 1 characters|^is required$/, 'required'],
  [choice, 'pick'],
  [/must be an email/, 'email'],
  [/must be an integer number/, 'whole'],
  [/must be a number/, 'number'],
  [/must match \/\^\[a-z0-9\]\[a-z0-9\.?_?:?-?.*\/ regular|lower-case letters, digits or hyphens/, 'key'],
  [/must be a word of lower case letters, digits and underscores/, 'word'],
  [/must be longer than or equal to (\d+) characters/, 'tooShort', 'n'],
  [/must be shorter than or equal to (\d+) characters/, 'tooLong', 'n'],
  [/must not be less than (-?\d+)/, 'atLeast', 'n'],
  [/must not be greater than (-?\d+)/, 'atMost', 'n'],
  [/must contain no more than (\d+) elements/, 'most', 'n'],
  [/must contain at least (\d+) elements/, 'least', 'n'],
  [/elements must be unique|is there twice/, 'twice'],
  [/^is taken$/, 'taken'],
  [/must be a time, HH:MM/, 'time'],
  [/must be a date|there is no such date/, 'date'],
  [/^overlaps /, 'overlaps'],
  [/^leads back to the queue: (.+)$/, 'circle', 'way'],
  [/must be at least the return reserve, (\d+)/, 'underReserve', 'n'],
  [/must be at most the capacity, (\d+)/, 'overCapacity', 'n'],
  [/^at character (\d+): Expected (?:RPAREN|RBRACKET|RBRACE), got EOF/, 'bracketOpen', 'n'],
  [/^at character (\d+): Expected (?:RPAREN|RBRACKET|RBRACE)/, 'bracketHere', 'n'],
  [/^at character (\d+): Unterminated string/, 'quoteOpen', 'n'],
  [/^at character (\d+): .*\bEOF\b/, 'endsEarly', 'n'],
  [/^at character (\d+): Unexpected character: '?='?$/, 'oneEquals', 'n'],
  [/^at character (\d+): Unexpected character: '?[“”‘’]'?$/, 'curlyQuotes', 'n'],
  [/^at character (\d+): (?:Unexpected|Expected) /, 'notHere', 'n'],
  [/^at character (\d+): Unknown variable: (.+)/, 'unknownName', 'n', 'name'],
  [/^at character (\d+): No such key: (.+)/, 'unknownName', 'n', 'name'],
  [/^at character (\d+): (\w+) may not be used here/, 'unknownWord', 'n', 'name'],
  [/^at character (\d+): found no matching overload for '(?:.*\.)?(\w+)\(/, 'misusedWord', 'n', 'name'],
  [/^at character (\d+): (?:no such overload|.*must be of type)/, 'notAlike', 'n'],
  [/^at character (\d+): (?:gives .+, where true or false is needed|Logical operator requires bool)/, 'noYesOrNo', 'n'],
  [/^at character (\d+): .+ may not stand inside another look/, 'loopInLoop', 'n'],
  [/^at character \d+: is longer than (\d+) characters/, 'tooLong', 'n'],
  [/^at character (\d+): /, 'unreadable', 'n'],
  [/^is required beside the other time$/, 'bothTimes'],
  [/^must be after onboardingFrom$/, 'afterBegin'],
  [/^must be before onboardingUntil$/, 'beforeEnd'],
  [/^does nothing and stops: /, 'onlyStops'],
  [/^nobody is there who could satisfy this$/, 'nobodyThere'],
  [/^nobody can satisfy this today; (.+) comes nearest and lacks (.+)$/, 'unmet', 'name', 'lacks'],
];

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
const rank = (key: string): number => (key === 'required' || key === 'pick' ? -1 : readings.findIndex((one) => one[1] === key));

/** Null: the server's own sentence is all there is. @param value what stands in the field */
export function wrongOf({ pointer, detail }: FieldError, value: unknown): Wrong | null {
  if (isEmpty(value) && choice.test(detail)) return { key: 'pick' };
  if (isEmpty(value) && ofContent.test(detail) && !/^must be \d/.test(detail)) return { key: 'required' };
  for (const [pattern, key, ...names] of readings) {
    const found = pattern.exec(detail);
    if (!found) continue;
    const values = Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? '']));
    // A field of time is typed in minutes or days, whatever it is kept in.
    if (/Ms$/.test(pointer) && (key === 'atLeast' || key === 'atMost'))
      return { key: `${key}Time`, length: splitDuration(Number(values['n'])) };
    return names.length > 0 ? { key, values } : { key };
  }
  return null;
}

/** What is said of one field, each thing once; of what is said of one and the same place the worst alone. */
export function wrongsOf(said: readonly FieldError[], valueOf: (pointer: string) => unknown): (Wrong | string)[] {
  const places = [...new Set(said.map(({ pointer }) => pointer))];
  const all = places.map((place): Wrong | string => {
    const theirs = said.filter(({ pointer }) => pointer === place);
    const read = theirs.flatMap((one) => wrongOf(one, valueOf(one.pointer)) ?? []);
    const [worst] = read.sort((one, other) => rank(one.key) - rank(other.key));
    return worst ?? [...new Set(theirs.map(({ detail }) => detail))].join('; ');
  });
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** What a parser said of an expression, word for word: for whoever knows its language. */
export const parserWords = (said: readonly FieldError[]): string =>
  said.flatMap(({ detail }) => (/^at character \d+: /.test(detail) ? [detail] : [])).join('; ');

export function sayWrong(t: Translate, wrong: Wrong | string): string {
  if (typeof wrong === 'string') return wrong;
  const { key, values = {}, length } = wrong;
  if (length) return t(`wrong.${key}`, { n: t(`length.${length.unit}`, { count: length.amount }) });
  const lacks = typeof values['lacks'] === 'string' ? { lacks: lacksInWords(t, values['lacks']) } : {};
  return t(`wrong.${key}`, { ...values, ...lacks });
}

/** "wine at level 3 (has 1), the language fr, one of the groups night, day" */
function lacksInWords(t: Translate, lacks: string): string {
  const pieces = lacks.split(/, (?=the language |one of the groups |\S+ at level )/);
  return pieces
    .map((piece) => {
      const skill = /^(\S+) at level (\d)(?: \(has (\d)\))?$/.exec(piece);
      if (skill) return t(skill[3] ? 'lacks.level' : 'lacks.skill', { skill: skill[1], n: skill[2], has: skill[3] });
      const language = /^the language (\S+)$/.exec(piece);
      if (language) return t('lacks.language', { language: language[1] });
      const groups = /^one of the groups (.+)$/.exec(piece);
      return groups ? t('lacks.groups', { groups: groups[1] }) : piece;
    })
    .join(t('lacks.and'));
}

/** What a field of the form asks by itself, before anything is sent. */
export interface Asks {
  required?: boolean;
  /** Chosen from a list, not typed. */
  chosen?: boolean;
  min?: number;
  max?: number;
}

/** In the server's words, so that both are read in one way. */
export function faultsOf(pointer: string, value: unknown, { required, chosen, min, max }: Asks): FieldError[] {
  if (isEmpty(value) || (typeof value === 'string' && value.trim() === ''))
    return required ? [{ pointer, detail: chosen ? 'must be one of the following values' : 'must not be blank' }] : [];
  if (typeof value !== 'number') return [];
  if (min !== undefined && value < min) return [{ pointer, detail: `must not be less than ${min}` }];
  if (max !== undefined && value > max) return [{ pointer, detail: `must not be greater than ${max}` }];
  return [];
}
