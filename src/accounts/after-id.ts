import { isUUID } from 'class-validator';
import { decodeCursor, type ListQuery } from '../platform/http/cursor.js';
import { Refusal } from '../platform/http/refusal.js';

/** The id a page starts after, in lists whose order is that of their ids; undefined for the first page. */
export function afterId(query: ListQuery): string | undefined {
  const id = decodeCursor(query.cursor, 1)?.[0];
  if (id !== undefined && !isUUID(id))
    throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
  return id;
}
