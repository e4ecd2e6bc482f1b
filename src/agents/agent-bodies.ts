import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsLocale,
  IsObject,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../accounts/passwords.js';
import { type Role, roles } from '../contracts/words.js';
import { IsMoment } from '../platform/http/moment.js';

/** May be left out, but null is not "left out". */
const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

const day = 86_400_000;

export class SkillLevelBody {
  @IsString()
  @Length(1, 64)
  key: string;

  /** 1 knows it, 5 is an expert. */
  @IsInt()
  @Min(1)
  @Max(5)
  level: number;
}

/** What an agent can do, and how much of it at once; all of it may change at any time. */
abstract class AgentWorkBody {
  /** Units over all channels; 100 is one agent's full attention. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(10_000)
  capacity?: number;

  /** BCP 47. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsLocale({ each: true })
  languages?: string[];

  /** Units of the capacity that new work leaves free for customers who come back; at most the capacity. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(10_000)
  returnReserve?: number;

  /** How long after becoming available they are given to fill up; 0: at once. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(day)
  rampUpMs?: number;

  /** RFC 3339. While an agent is new their limit grows from a quarter to the whole; both times or neither. null: not new. */
  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsMoment()
  onboardingFrom?: string | null;

  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsMoment()
  onboardingUntil?: string | null;

  /** `{voice: 1, webchat: 3, …}`: conversations at once, 0 to 100; a channel left out has no limit of its own. */
  @Omittable()
  @IsObject()
  channelLimits?: Record<string, number>;

  /** Labels that queues may ask for. All of them: one left out is taken away. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  groups?: string[];

  /** All of them: a skill left out is taken away. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique((skill: SkillLevelBody | null) => skill?.key)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SkillLevelBody)
  skills?: SkillLevelBody[];
}

/** What an admin may set on an agent at any time. */
export class AgentPatch extends AgentWorkBody {
  @Omittable()
  @IsEmail()
  @MaxLength(320)
  email?: string;

  @Omittable()
  @IsString()
  @Length(1, 200)
  name?: string;

  @Omittable()
  @IsIn(roles)
  role?: Role;

  @Omittable()
  @IsString()
  @Length(PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH)
  password?: string;

  /** A disabled agent is signed out, offline, and cannot sign in; their history stays. */
  @Omittable()
  @IsBoolean()
  disabled?: boolean;
}

export class NewAgentBody extends AgentWorkBody {
  @IsEmail()
  @MaxLength(320)
  email: string;

  @IsString()
  @Length(1, 200)
  name: string;

  @IsIn(roles)
  role: Role;

  @IsString()
  @Length(PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH)
  password: string;
}
