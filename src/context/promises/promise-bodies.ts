import { IsIn, IsOptional, IsString, IsUUID, Length, Matches, ValidateIf } from 'class-validator';
import { type PromiseState, promiseStates } from '../../contracts/promises.js';
import { ListQuery } from '../../platform/http/cursor.js';
import { IsMoment } from '../../platform/http/moment.js';
import { IsVisible } from '../../platform/http/visible.js';

export class PromisesQuery extends ListQuery {
  @IsOptional()
  @IsIn(promiseStates)
  state?: PromiseState;

  /** Who made it: an agent's id, or `me`. */
  @IsOptional()
  @Matches(/^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i, { message: 'agent must be an id or "me"' })
  agent?: string;

  @IsOptional()
  @IsUUID()
  customer?: string;
}

/** What is left out stays as it was recognised. */
export class AcceptSuggestionBody {
  @IsOptional()
  @IsString()
  @Length(1, 1000)
  @IsVisible()
  text?: string;

  /** Null: without a day. */
  @IsOptional()
  @IsMoment()
  dueAt?: string | null;
}

export class BreakPromiseBody {
  /** Why it is not kept, for whoever reads it later. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @IsVisible()
  reason?: string;
}

export class MovePromiseBody {
  /** Null: without a day. */
  @ValidateIf((_body, value) => value !== null)
  @IsMoment()
  dueAt: string | null;
}
