import { entries, moment, parsedJson, type Plain, plain, prose } from '../drawers/untrusted-json.js';

/** Meta's ways of writing, on top of the plain reading of untrusted JSON. Whatever is not as expected is undefined. */
export type Json = Plain;
export const objectOf = plain;

/** The objects of a list, at most so many. */
export const objectsOf = (value: unknown, most = 100): Json[] =>
  entries(value, most)
    .map(plain)
    .filter((item) => item !== undefined);

/** Cut to its longest; undefined where it is empty. */
export const textOf = (value: unknown, maxLength = 20_000): string | undefined => prose(value, maxLength) || undefined;

/** Ids come as texts or as numbers. Longer or stranger than any id of the vendor's: none. */
export function idOf(value: unknown): string | undefined {
  const id = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === 'string' && /^[\x21-\x7e]{1,500}$/.test(id) ? id : undefined;
}

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Moments come as numbers or as digits, in seconds (WhatsApp) or milliseconds (pages). */
export function momentOf(value: unknown, unit: 'seconds' | 'milliseconds'): Date | undefined {
  const written = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return moment(typeof written === 'number' && unit === 'seconds' ? written * 1000 : written);
}

/** Drops what is undefined, so that what is kept is small; undefined where nothing is left. */
export function filled<T extends object>(fields: T): T | undefined {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return kept.length > 0 ? (Object.fromEntries(kept) as T) : undefined;
}

/** The body as an object; undefined for anything else. */
export const parseObject = (raw: Buffer): Json | undefined => plain(parsedJson(raw));
