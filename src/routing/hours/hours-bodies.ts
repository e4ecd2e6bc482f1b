import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsMoment } from '../../platform/http/moment.js';

/** May be left out, but null is not "left out". */
const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

export class OpenIntervalBody {
  /** Wall-clock time, `HH:MM`. */
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: '$property must be a time, HH:MM' })
  from: string;

  /** `HH:MM`, also `24:00`; at or before `from`: in the next day. */
  @Matches(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { message: '$property must be a time, HH:MM, at most 24:00' })
  to: string;
}

export class WeekIntervalBody extends OpenIntervalBody {
  /** 1: Monday, 7: Sunday. */
  @IsInt()
  @Min(1)
  @Max(7)
  day: number;
}

export class HolidayBody {
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: '$property must be a date, YYYY-MM-DD' })
  date: string;

  @IsString()
  @Length(1, 100)
  name: string;

  /** When it is open on that date all the same; empty: closed. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => OpenIntervalBody)
  intervals: OpenIntervalBody[] = [];
}

export class HoursPatch {
  @Omittable()
  @IsString()
  @Length(1, 200)
  @Matches(/\S/, { message: '$property must not be blank' })
  name?: string;

  /** IANA, e.g. `Europe/Berlin`. */
  @Omittable()
  @IsString()
  @Length(1, 64)
  timeZone?: string;

  /** The week's rule, as a whole; hours that are never open are refused: pause the queue instead. */
  @Omittable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(70)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WeekIntervalBody)
  intervals?: WeekIntervalBody[];

  /** All exceptions: one that is left out is taken away. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(400)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => HolidayBody)
  holidays?: HolidayBody[];
}

export class NewHoursBody extends HoursPatch {
  /** Lower case, digits and - _ . */
  @Matches(/^[a-z0-9][a-z0-9._-]{0,63}$/)
  key: string;

  // Of the inherited rules "may be left out" would hold too, unless this class says otherwise.
  @ValidateIf(() => true)
  @IsString()
  @Length(1, 200)
  @Matches(/\S/, { message: '$property must not be blank' })
  declare name: string;

  @ValidateIf(() => true)
  @IsString()
  @Length(1, 64)
  declare timeZone: string;

  @ValidateIf(() => true)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(70)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WeekIntervalBody)
  declare intervals: WeekIntervalBody[];
}

export class HoursPreviewBody {
  /** Left out: now. */
  @Omittable()
  @IsMoment()
  from?: string;

  @IsInt()
  @Min(1)
  @Max(366)
  days: number;
}
