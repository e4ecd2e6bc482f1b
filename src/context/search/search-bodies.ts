import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, isUUID, IsUUID, Length, Max, Min } from 'class-validator';
import { type SearchKind, searchKinds } from '../../contracts/search.js';
import { type Channel, channels } from '../../contracts/words.js';
import { type Match, MATCHES } from '../../core/search/query.js';
import { decodeCursor, encodeCursor, ListQuery } from '../../platform/http/cursor.js';
import { Moment } from '../../platform/http/moment.js';
import { Refusal } from '../../platform/http/refusal.js';
import type { Place } from './search.queries.js';

export class SearchQuery extends ListQuery {
  /** Words, numbers, addresses; all of them must be found. */
  @IsString()
  @Length(1, 200)
  q: string;

  @IsOptional()
  @IsIn(searchKinds)
  kind?: SearchKind;

  /** Of one customer, and whoever was merged with them. */
  @IsOptional()
  @IsUUID()
  customer?: string;

  /** Customers have no channel, and are not found by one. */
  @IsOptional()
  @IsIn(channels)
  channel?: Channel;

  @IsOptional()
  @Moment()
  from?: Date;

  /** Up to here, and not at it. */
  @IsOptional()
  @Moment()
  to?: Date;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  override limit: number = 20;
}

export const cursorAt = ({ match, kind, at, id }: Place): string => encodeCursor([match, kind, at.getTime(), id]);

/** Where the page starts; undefined for the first. */
export function placeOf(query: SearchQuery): Place | undefined {
  const parts = decodeCursor(query.cursor, 4);
  if (!parts) return undefined;
  const [match, kind, at, id] = parts as [Match, SearchKind, string, string];
  const time = new Date(Number(at));
  if (!MATCHES.includes(match) || !searchKinds.includes(kind) || Number.isNaN(time.getTime()) || !isUUID(id))
    throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
  return { match, kind, at: time, id };
}
