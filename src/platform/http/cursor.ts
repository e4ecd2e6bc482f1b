import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Page } from '../../contracts/views.js';
import { Refusal } from './refusal.js';

/** Query of every list: an opaque cursor and a page size. */
export class ListQuery {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;
}

export const encodeCursor = (parts: (string | number)[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The parts of a cursor that we gave out earlier, or undefined for the first page. */
export function decodeCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (!cursor) return undefined;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === length && parts.every((part) => ['string', 'number'].includes(typeof part)))
      return parts.map(String);
  } catch {
    // Falls through to the refusal: a cursor is opaque, so any damage looks the same to the caller.
  }
  throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
}

/** Cuts `rows` (read with limit + 1) to a page; `key` gives the cursor parts of a row. */
export function page<Row, View>(
  rows: Row[],
  limit: number,
  key: (row: Row) => (string | number)[],
  view: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return { data: shown.map(view), meta: { hasMore, nextCursor: hasMore && last ? encodeCursor(key(last)) : null } };
}
