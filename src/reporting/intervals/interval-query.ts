import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsMoment } from '../../platform/http/moment.js';
import { Refusal } from '../../platform/http/refusal.js';

const minute = 60_000;
const lengths = { '15m': 15 * minute, '30m': 30 * minute, '1h': 60 * minute, '1d': 1440 * minute } as const;
export const everies = Object.keys(lengths) as (keyof typeof lengths)[];
/** Longer than this belongs into a file somebody asks for in pieces. */
const MOST_INTERVALS = 2_000;

export class IntervalQuery {
  /** Only this queue. */
  @IsOptional()
  @IsUUID()
  queue?: string;

  /** Only this agent. */
  @IsOptional()
  @IsUUID()
  agent?: string;

  /** One row for each queue, or for each agent, and interval. */
  @IsOptional()
  @IsIn(['queue', 'agent'])
  by?: 'queue' | 'agent';

  /** RFC 3339; moved back to the full quarter of an hour, hour or day (UTC) it lies in. */
  @IsMoment()
  from: string;

  /** RFC 3339, not included. */
  @IsMoment()
  to: string;

  @IsOptional()
  @IsIn(everies)
  every?: keyof typeof lengths;

  @IsOptional()
  @IsIn(['json', 'csv'])
  format?: 'json' | 'csv';
}

export interface Span {
  from: Date;
  to: Date;
  stepMs: number;
}

/** Errors: `invalid_request` where the end does not lie after the beginning, or the span has too many intervals. */
export function spanOf({ from, to, every = '15m' }: IntervalQuery): Span {
  const stepMs = lengths[every];
  const start = Math.floor(Date.parse(from) / stepMs) * stepMs;
  const stop = Math.ceil(Date.parse(to) / stepMs) * stepMs;
  if (stop <= start) throw wrong('?to', 'must lie after from');
  if ((stop - start) / stepMs > MOST_INTERVALS)
    throw wrong('?to', `gives ${(stop - start) / stepMs} intervals; at most ${MOST_INTERVALS} at once`);
  return { from: new Date(start), to: new Date(stop), stepMs };
}

const wrong = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }] });
