import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsMoment } from '../../platform/http/moment.js';

const day = 86_400_000;
const Weight = (): PropertyDecorator => (target, name) => {
  IsNumber({ allowNaN: false, allowInfinity: false, maxDecimalPlaces: 6 })(target, name);
  Min(0)(target, name);
  Max(1_000)(target, name);
};

export class WeightsBody {
  @Weight()
  continuity: number;

  @Weight()
  skillFit: number;

  @Weight()
  load: number;

  @Weight()
  waiting: number;

  @Weight()
  slack: number;
}

export class PolicyRulesBody {
  @IsObject()
  @ValidateNested()
  @Type(() => WeightsBody)
  weights: WeightsBody;

  /** Who has this much time (or less) to the deadline is not bypassed any more. */
  @IsInt()
  @Min(0)
  @Max(day)
  affinitySlackMs: number;

  /** The wait at which the waiting part reaches one half. */
  @IsInt()
  @Min(1_000)
  @Max(30 * day)
  waitingHalfMs: number;

  @IsInt()
  @Min(1_000)
  @Max(30 * day)
  slackHalfMs: number;

  /** One priority class for each such wait; null: no ageing. */
  @ValidateIf((_body, value) => value !== null)
  @IsInt()
  @Min(1_000)
  @Max(30 * day)
  priorityStepMs: number | null;

  /** How long somebody who can rise no further may be bypassed; null: for ever. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30 * day)
  bypassMs?: number | null;

  /** Up to so many items of one class are matched to several free agents as a whole; 0: never. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(400)
  wholeTierItems?: number;
}

export class NewPolicyBody {
  /** Named in every decision it makes. */
  @Matches(/^[a-z0-9][a-z0-9._-]{0,63}$/)
  version: string;

  @IsObject()
  @ValidateNested()
  @Type(() => PolicyRulesBody)
  policy: PolicyRulesBody;

  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  note?: string;
}

export class ReplayBody {
  /** RFC 3339. */
  @IsMoment()
  from: string;

  @IsMoment()
  to: string;

  /** Only these; left out: all. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  queueIds?: string[];
}

export class ActivateBody {
  @IsString()
  @Length(1, 1_000)
  reason: string;
}
