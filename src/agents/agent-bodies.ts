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

/** May be left out, but null is not "left out". */
const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

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

/** What an admin may set on an agent at any time. */
export class AgentPatch {
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

  /** All of them: a skill left out is taken away. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique((skill: SkillLevelBody | null) => skill?.key)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SkillLevelBody)
  skills?: SkillLevelBody[];

  /** A disabled agent is signed out, offline, and cannot sign in; their history stays. */
  @Omittable()
  @IsBoolean()
  disabled?: boolean;
}

export class NewAgentBody {
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

  @Omittable()
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique((skill: SkillLevelBody | null) => skill?.key)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SkillLevelBody)
  skills?: SkillLevelBody[];
}
