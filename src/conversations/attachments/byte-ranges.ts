import type { ByteRange } from '../../platform/storage/blob-store.js';

/**
 * One range of a Range header, as players ask for it; undefined for the whole (also for several ranges at once, which
 * nobody needs of us).
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const last = Number(to);
    return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  if (start >= size) return 'unsatisfiable';
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  // A range that ends before it begins is no range at all, and is passed over.
  return end < start ? undefined : { start, end };
}
