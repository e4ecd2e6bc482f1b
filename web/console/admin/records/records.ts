import { useEffect } from 'react';
import { create } from 'zustand';
import { call, list } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';

export interface Stored {
  id: string;
  /** Where it has one, it goes with each change: an older one is refused. Of policies it is a name. */
  version?: number | string;
}

interface Shelf {
  records: readonly Stored[] | null;
  error: string | null;
}

/** Lists as they were read last, by path: the sections and the choices in their forms look at the same ones. */
const useShelves = create<Record<string, Shelf>>(() => ({}));

const nothing: Shelf = { records: null, error: null };
const shelfOf = (path: string): Shelf => useShelves.getState()[path] ?? nothing;
const put = (path: string, shelf: Partial<Shelf>): void => useShelves.setState({ [path]: { ...shelfOf(path), ...shelf } });

/** Paths whose lists come whole take no page size. */
const whole = new Set(['/v1/routing-rules', '/v1/panels', '/v1/fact-patterns', '/v1/policies', '/v1/retention-rules']);
const MOST_PAGES = 100;

export async function readRecords(path: string): Promise<void> {
  try {
    put(path, { records: await list<Stored>(whole.has(path) ? path : `${path}?limit=100`, MOST_PAGES), error: null });
  } catch (error) {
    put(path, { error: errorLine(error) });
  }
}

/** A list as it was read last; empty before that. */
export const recordsOf = <T>(path: string): readonly T[] => (shelfOf(path).records ?? []) as readonly T[];

/** Puts a record in its place, or at the end where it is new. */
export function takeRecord(path: string, record: Stored): void {
  const records = shelfOf(path).records ?? [];
  const isKnown = records.some(({ id }) => id === record.id);
  put(path, { records: isKnown ? records.map((one) => (one.id === record.id ? record : one)) : [...records, record] });
}

export function dropRecord(path: string, id: string): void {
  put(path, { records: (shelfOf(path).records ?? []).filter((one) => one.id !== id) });
}

const etagOf = (version: number | string | null | undefined): { headers?: Record<string, string> } =>
  typeof version === 'number' ? { headers: { 'if-match': `"${version}"` } } : {};

/** @throws Refusal, 412 where the record is no longer that version */
export async function saveRecord<T extends Stored>(
  path: string,
  id: string | null,
  body: object,
  version?: number | string | null,
): Promise<T> {
  const saved = id ? await call<T>('PATCH', `${path}/${id}`, body, etagOf(version)) : await call<T>('POST', path, body);
  takeRecord(path, saved);
  return saved;
}

/** @throws Refusal */
export async function removeRecord(path: string, id: string, version?: number | string | null): Promise<void> {
  await call('DELETE', `${path}/${id}`, undefined, etagOf(version));
}

/** @throws Refusal */
export async function readRecord<T extends Stored>(path: string, id: string): Promise<T> {
  const record = await call<T>('GET', `${path}/${id}`);
  takeRecord(path, record);
  return record;
}

/** A list, read when it is first shown and again whenever somebody comes back to the page. Null: not here yet. */
export function useRecords<T extends Stored>(path: string): { records: readonly T[] | null; error: string | null } {
  const shelf = useShelves((shelves) => shelves[path]) ?? nothing;
  useEffect(() => {
    void readRecords(path);
    const again = (): void => void readRecords(path);
    window.addEventListener('focus', again);
    return () => window.removeEventListener('focus', again);
  }, [path]);
  return shelf as { records: readonly T[] | null; error: string | null };
}
