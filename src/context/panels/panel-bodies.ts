import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { type IdentityKind, identityKinds } from '../../contracts/words.js';

/** May be left out, but null is not "left out". */
const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);
const keyRule = { message: 'key must be 2 to 63 lower-case letters, digits or hyphens' };
const oneLine = { message: 'name must be one line' };

export class NewPanelBody {
  @Matches(/^[a-z0-9][a-z0-9-]{1,62}$/, keyRule)
  key: string;

  @IsString()
  @Length(1, 100)
  @Matches(/^(?=.*\S)\P{Cc}+$/u, oneLine)
  name: string;

  /** https; http for a panel on this very machine. */
  @IsString()
  @Length(1, 2000)
  url: string;

  /** `whsec_` and 24 to 64 bytes in base64; left out, one is made and shown once. */
  @Omittable()
  @IsString()
  @Length(1, 200)
  secret?: string;

  @Omittable()
  @IsInt()
  @Min(100)
  @Max(5_000)
  timeoutMs?: number;

  /** 0: asked every time it is looked at. */
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(86_400_000)
  cacheMs?: number;

  /** Left out: it is told the customer's id alone. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(identityKinds.length)
  @ArrayUnique()
  @IsIn(identityKinds, { each: true })
  identityKinds?: IdentityKind[];

  @Omittable()
  @IsBoolean()
  signsAnswers?: boolean;

  @Omittable()
  @IsBoolean()
  enabled?: boolean;
}

export class PanelPatch {
  @Omittable()
  @Matches(/^[a-z0-9][a-z0-9-]{1,62}$/, keyRule)
  key?: string;

  @Omittable()
  @IsString()
  @Length(1, 100)
  @Matches(/^(?=.*\S)\P{Cc}+$/u, oneLine)
  name?: string;

  @Omittable()
  @IsString()
  @Length(1, 2000)
  url?: string;

  @Omittable()
  @IsString()
  @Length(1, 200)
  secret?: string;

  @Omittable()
  @IsInt()
  @Min(100)
  @Max(5_000)
  timeoutMs?: number;

  @Omittable()
  @IsInt()
  @Min(0)
  @Max(86_400_000)
  cacheMs?: number;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(identityKinds.length)
  @ArrayUnique()
  @IsIn(identityKinds, { each: true })
  identityKinds?: IdentityKind[];

  @Omittable()
  @IsBoolean()
  signsAnswers?: boolean;

  @Omittable()
  @IsBoolean()
  enabled?: boolean;
}
