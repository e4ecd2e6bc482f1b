import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Equals,
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
import { type OfferMode, offerModes } from '../../contracts/words.js';

/** May be left out, but null is not "left out". */
export const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

const day = 86_400_000;

/** Null: not set. */
export const Settable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined && value !== null);

export const Time =
  (most = 366 * day): PropertyDecorator =>
  (target, property) => {
    // From the last to the first, as when they stand above a field: the first names the type in the description.
    Max(most)(target, property);
    Min(1_000)(target, property);
    IsInt()(target, property);
  };

/** Ids are compared as the store writes them. */
export const Ids = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => {
    const lower = (one: unknown): unknown => (typeof one === 'string' ? one.toLowerCase() : one);
    return Array.isArray(value) ? value.map(lower) : lower(value);
  });

const Texts =
  (most: number): PropertyDecorator =>
  (target, property) => {
    Length(1, 64, { each: true })(target, property);
    IsString({ each: true })(target, property);
    ArrayUnique()(target, property);
    ArrayMaxSize(most)(target, property);
    IsArray()(target, property);
  };

export class RequirementBody {
  /** Key of a skill. */
  @IsString()
  @Length(1, 64)
  skill: string;

  @IsInt()
  @Min(1)
  @Max(5)
  minLevel: number;

  /** After so long a wait it is no longer asked for. Left out: it always is. */
  @Omittable()
  @Time()
  expiresAfterMs?: number;
}

export class LowerSkillBody {
  @IsString()
  @Length(1, 64)
  skill: string;

  @IsInt()
  @Min(1)
  @Max(5)
  minLevel: number;
}

/** What gives way after a wait: `afterMs` and exactly one of the others. */
export class StepBody {
  /** Counted from when the conversation began to wait, in whichever queue. */
  @Time()
  afterMs: number;

  /** A skill is no longer asked for. */
  @Omittable()
  @IsString()
  @Length(1, 64)
  dropSkill?: string;

  /** A lower level will do. */
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => LowerSkillBody)
  lowerSkill?: LowerSkillBody;

  @Omittable()
  @Equals(true)
  dropLanguage?: true;

  @Omittable()
  @Equals(true)
  dropGroups?: true;

  /** These groups will do as well. */
  @Omittable()
  @ArrayMinSize(1)
  @Texts(50)
  addGroups?: string[];

  /** Members of these queues may serve it too; it stays in its own. */
  @Omittable()
  @Ids()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  addQueues?: string[];

  @Omittable()
  @IsInt()
  @Min(1)
  @Max(100)
  raisePriority?: number;

  /** It goes to this queue, and keeps the wait it has had. */
  @Omittable()
  @Ids()
  @IsUUID()
  toQueue?: string;
}

export class MemberBody {
  @Ids()
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
  @Matches(/\S/, { message: '$property must not be blank' })
  name?: string;

  @Omittable()
  @IsIn(offerModes)
  offerMode?: OfferMode;

  /** To how many at once, where the offer mode is `broadcast`: at most those whom a decision record names. */
  @Omittable()
  @IsInt()
  @Min(2)
  @Max(5)
  broadcastSize?: number;

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
  @Settable()
  @Time()
  firstReplyTargetMs?: number | null;

  @Settable()
  @Time()
  nextReplyTargetMs?: number | null;

  @Settable()
  @Time()
  resolutionTargetMs?: number | null;

  /** Whether targets run in opening hours or round the clock. */
  @Omittable()
  @IsIn(['business', 'calendar'])
  targetClock?: 'business' | 'calendar';

  /** A warning once this share of a target is used up. */
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(99)
  warnPercent?: number;

  /** A breach lifts the conversation by so many priority classes. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(100)
  breachPriority?: number;

  /** The ladder for an owner who does not answer; each later than the one before it. null: not done. */
  @Settable()
  @Time()
  nudgeAfterMs?: number | null;

  @Settable()
  @Time()
  supervisorAfterMs?: number | null;

  @Settable()
  @Time()
  moveAfterMs?: number | null;

  /** A chat visitor absent for so long leaves the line. null: never. */
  @Settable()
  @Time()
  goneAfterMs?: number | null;

  /** A silent customer is asked again, and later the conversation is closed. null: never. */
  @Settable()
  @Time()
  remindCustomerAfterMs?: number | null;

  @Settable()
  @Time()
  closeSilentAfterMs?: number | null;

  /** For so long after an act by hand automation leaves a conversation alone; 0: not at all. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(366 * day)
  manualHoldMs?: number;

  /** Opening hours; null: always open. */
  @Settable()
  @IsUUID()
  hoursId?: string | null;

  /** Agents must be in one of these groups; empty: any. */
  @Omittable()
  @Texts(50)
  groups?: string[];

  /** What gives way after how long a wait. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StepBody)
  steps?: StepBody[];

  /** Where work goes that nobody of this queue could serve. null: it waits, and a supervisor is told. */
  @Settable()
  @IsUUID()
  fallbackQueueId?: string | null;

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

  /**
   * `{channels?: {webchat: 25, …}, statePercent?: {waiting_on_customer: 40, …}, exclusive?: ['voice']}`, whole numbers;
   * `exclusive` are the channels that take an agent's whole attention.
   */
  @Omittable()
  @IsObject()
  weights?: { channels?: Record<string, number>; statePercent?: Record<string, number>; exclusive?: string[] };

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
  @Matches(/\S/, { message: '$property must not be blank' })
  declare name: string;
}
