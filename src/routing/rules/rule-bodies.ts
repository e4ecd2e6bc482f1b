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
import { LONGEST_CONDITION } from '../../core/requirements/condition.js';
import { type Channel, channels } from '../../contracts/words.js';
import { IsMoment } from '../../platform/http/moment.js';
import { Ids, Omittable, RequirementBody, Settable } from '../queues/queue-bodies.js';

const tag = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** What is left out the rule leaves alone. */
export class RuleActionsBody {
  @Omittable()
  @Ids()
  @IsUUID()
  queueId?: string;

  @Omittable()
  @IsInt()
  @Min(-100)
  @Max(100)
  priority?: number;

  /** Asked for beyond what the queue asks. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique((one: RequirementBody | null) => one?.skill)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RequirementBody)
  skills?: RequirementBody[];

  /** BCP 47. */
  @Omittable()
  @Matches(tag)
  language?: string;

  /** Preferred where nobody has served the customer in this matter before. */
  @Omittable()
  @Ids()
  @IsUUID()
  preferredAgentId?: string;

  /** `stop`: where this rule matches, no later one is looked at. */
  @Omittable()
  @IsIn(['stop', 'continue'])
  then: 'stop' | 'continue' = 'stop';
}

export class RulePatch {
  @Omittable()
  @IsString()
  @Length(1, 200)
  @Matches(/\S/, { message: '$property must not be blank' })
  name?: string;

  @Omittable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  position?: number;

  /** null: every inbox. */
  @Settable()
  @IsUUID()
  inboxId?: string | null;

  @Omittable()
  @IsBoolean()
  enabled?: boolean;

  /**
   * CEL over `customer`, `conversation`, `channel` and `now`; gives true or false. At most 2,000 characters. Every variable and
   * function: docs/routing-rules.md.
   */
  @Omittable()
  @IsString()
  @Length(1, LONGEST_CONDITION)
  condition?: string;

  /** All of them: what is left out is no longer done. */
  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => RuleActionsBody)
  actions?: RuleActionsBody;
}

export class NewRuleBody extends RulePatch {
  // Of the inherited rules "may be left out" would hold too, unless this class says otherwise.
  @ValidateIf(() => true)
  @IsString()
  @Length(1, 200)
  @Matches(/\S/, { message: '$property must not be blank' })
  declare name: string;

  /**
   * CEL over `customer`, `conversation`, `channel` and `now`; gives true or false. At most 2,000 characters. Every variable and
   * function: docs/routing-rules.md.
   */
  @ValidateIf(() => true)
  @IsString()
  @Length(1, LONGEST_CONDITION)
  declare condition: string;

  @ValidateIf(() => true)
  @IsObject()
  @ValidateNested()
  @Type(() => RuleActionsBody)
  declare actions: RuleActionsBody;
}

export class SampleCustomerBody {
  @Omittable()
  @IsString()
  @Length(1, 200)
  name?: string;

  @Omittable()
  @IsString()
  @Length(1, 64)
  tier?: string;

  @Omittable()
  @Matches(tag)
  locale?: string;

  @Omittable()
  @IsString()
  @Length(1, 64)
  timeZone?: string;

  @Omittable()
  @IsObject()
  attributes?: Record<string, unknown>;
}

/** A conversation that is not there. */
export class SampleBody {
  @IsUUID()
  inboxId: string;

  /** Left out: that of the inbox. */
  @Omittable()
  @IsIn(channels)
  channel?: Channel;

  @Omittable()
  @IsString()
  @Length(0, 4_000)
  text?: string;

  @Omittable()
  @IsString()
  @Length(1, 500)
  subject?: string;

  @Omittable()
  @Matches(tag)
  language?: string;

  @Omittable()
  @IsBoolean()
  reopened?: boolean;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  tags?: string[];

  @Omittable()
  @IsObject()
  fields?: Record<string, unknown>;

  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => SampleCustomerBody)
  customer?: SampleCustomerBody;

  /** When it would arrive. Left out: now. */
  @Omittable()
  @IsMoment()
  at?: string;
}

/** Exactly one of `conversationId` and `sample`. */
export class DryRunBody {
  @Omittable()
  @IsUUID()
  conversationId?: string;

  @Omittable()
  @IsObject()
  @ValidateNested()
  @Type(() => SampleBody)
  sample?: SampleBody;

  /** A draft, in its order, in place of the rules as they are. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(200)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => NewRuleBody)
  rules?: NewRuleBody[];
}
