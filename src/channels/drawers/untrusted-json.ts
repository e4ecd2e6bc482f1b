/** Reading JSON that a stranger wrote: nothing here throws, and whatever has the wrong shape is undefined. */

export type Plain = Readonly<Record<string, unknown>>;

/** Undefined for what is no JSON; never throws. */
export function parsedJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export const plain = (value: unknown): Plain | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : undefined;

/** At most `max` entries; the rest is left behind. */
export const entries = (value: unknown, max: number): unknown[] => (Array.isArray(value) ? value.slice(0, max) : []);

// NUL cannot be stored as text, and half a surrogate pair cannot be stored as JSON.
// eslint-disable-next-line no-control-regex -- NUL is exactly what must not get in
const unstorable = /\u0000/g;

/** A text cut to `max` UTF-16 units and made storable; '' stays ''. */
export const prose = (value: unknown, max: number): string | undefined =>
  typeof value === 'string' ? value.slice(0, max).replace(unstorable, '').toWellFormed() : undefined;

/** A name, an id, a word: undefined where it is empty, and where it is longer than `max`, since half an id names nothing. */
export function word(value: unknown, max = 255): string | undefined {
  if (typeof value !== 'string' || value.length > max) return undefined;
  return prose(value, max)?.trim() || undefined;
}

export const whole = (value: unknown): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined);

/** A finite number between both bounds. */
export const between = (value: unknown, least: number, most: number): number | undefined =>
  typeof value === 'number' && value >= least && value <= most ? value : undefined;

/** Milliseconds since 1970 as a moment; undefined where no calendar of ours has it. */
export function moment(ms: unknown): Date | undefined {
  const known = between(ms, 1, Date.UTC(2200, 0));
  return known === undefined ? undefined : new Date(known);
}
