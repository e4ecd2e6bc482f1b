import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Channel, channels, type ListeningMode, listeningModes } from '../../contracts/words.js';
import { Moment } from '../../platform/http/moment.js';
import { Ids, Omittable } from '../queues/queue-bodies.js';

const stati = ['waiting', 'offered', 'assigned'] as const;

export class PauseBody {
  /** Why; on the board and in the audit log. */
  @IsString()
  @Length(1, 500)
  reason: string;

  /** It is resumed by itself then. */
  @IsOptional()
  @Moment()
  until?: Date;
}

export class ResumeBody {
  @IsOptional()
  @IsString()
  @Length(1, 500)
  reason?: string;
}

export class MonitorBody {
  @IsIn([...listeningModes, 'off'])
  mode: ListeningMode | 'off';

  @IsOptional()
  @IsString()
  @Length(1, 500)
  reason?: string;
}

export class WhisperBody {
  @IsString()
  @Length(1, 10_000)
  text: string;
}

export class SupervisedQueuesBody {
  /** Empty: all. */
  @Ids()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  queueIds: string[];
}

export class PriorityFilterBody {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(stati, { each: true })
  status?: (typeof stati)[number][];

  @IsOptional()
  @IsIn(channels)
  channel?: Channel;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(31_536_000_000)
  waitingLongerThanMs?: number;

  @IsOptional()
  @IsInt()
  @Min(-100)
  @Max(100)
  belowPriority?: number;
}

/** Exactly one of `conversationIds` and `queueId`. */
export class BulkPriorityBody {
  @IsOptional()
  @Ids()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  conversationIds?: string[];

  @IsOptional()
  @IsUUID()
  queueId?: string;

  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => PriorityFilterBody)
  filter?: PriorityFilterBody;

  @IsInt()
  @Min(-100)
  @Max(100)
  priority: number;

  @IsString()
  @Length(1, 500)
  reason: string;

  /** Shows whose place would change, and changes nothing. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}
