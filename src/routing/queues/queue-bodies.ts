import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/** May be left out, but null is not "left out". */
const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

const day = 86_400_000;

export class RequirementBody {
  /** Key of a skill. */
  @IsString()
  @Length(1, 64)
  skill: string;

  @IsInt()
  @Min(1)
  @Max(5)
  minLevel: number;
}

export class MemberBody {
  @IsUUID()
  agentId: string;

  /** 0: their first queue. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(100)
  rank: number = 0;
}

/** What may be set on a queue at any time. */
export class QueuePatch {
  @Omittable()
  @IsString()
  @Length(1, 200)
  name?: string;

  @Omittable()
  @IsIn(['offer', 'assign'])
  offerMode?: 'offer' | 'assign';

  @Omittable()
  @IsInt()
  @Min(1_000)
  @Max(day)
  offerTimeoutMs?: number;

  @Omittable()
  @IsInt()
  @Min(0)
  @Max(day)
  wrapUpMs?: number;

  /** 0: a message after the close always opens a new conversation. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(366 * day)
  reopenWithinMs?: number;

  /** null: no target. */
  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(1_000)
  @Max(366 * day)
  firstReplyTargetMs?: number | null;

  @Omittable()
  @IsInt()
  @Min(-100)
  @Max(100)
  priority?: number;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique((one: RequirementBody | null) => one?.skill)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RequirementBody)
  requirements?: RequirementBody[];

  /** `{channels?: {webchat: 25, …}, statePercent?: {waiting_on_customer: 40, …}}`, whole numbers. */
  @Omittable()
  @IsObject()
  weights?: { channels?: Record<string, number>; statePercent?: Record<string, number> };

  /** A paused queue takes in conversations and gives none out. */
  @Omittable()
  @IsBoolean()
  paused?: boolean;

  /** All members: an agent left out is taken away. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(5_000)
  @ArrayUnique((one: MemberBody | null) => one?.agentId)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => MemberBody)
  agents?: MemberBody[];
}

export class NewQueueBody extends QueuePatch {
  /** Lower case, digits and - _ . */
  @Matches(/^[a-z0-9][a-z0-9._-]{0,63}$/)
  key: string;

  // Of the inherited rules "may be left out" would hold too, unless this class says otherwise.
  @ValidateIf(() => true)
  @IsString()
  @Length(1, 200)
  declare name: string;
}
