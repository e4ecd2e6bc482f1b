import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { type IdentityKind, identityKinds } from '../../contracts/words.js';
import { IsMoment } from '../../platform/http/moment.js';

const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);
const word = /^[a-z][a-z0-9_.-]{0,49}$/;
const wordRule = { message: '$property must be a word of lower case letters, digits, dots, hyphens and underscores' };

export class TouchpointKeyBody {
  @IsIn(identityKinds)
  kind: IdentityKind;

  @IsString()
  @Length(1, 255)
  value: string;
}

export class TouchpointBody {
  /** The reporting system. */
  @Matches(word, wordRule)
  source: string;

  /** What it calls this one: the same again changes nothing. */
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'externalId must be 1 to 200 printable ASCII characters' })
  externalId: string;

  /** What happened: `store.visit`, `campaign.opened`. */
  @Matches(word, wordRule)
  kind: string;

  @IsMoment()
  occurredAt: string;

  /** By what the other system knows the person. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TouchpointKeyBody)
  identities: TouchpointKeyBody[];

  /** False for what only goes with another step: a push notice beside the mail. */
  @Omittable()
  @IsBoolean()
  primary?: boolean;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(/^(?=.*\S)\P{Cc}+$/u, { message: 'title must be one line' })
  title?: string | null;

  /** Where it was, in words of the other system: `store`, `app`. */
  @IsOptional()
  @Matches(word, wordRule)
  channel?: string | null;

  /** At most 2,000 characters as JSON. */
  @Omittable()
  @IsObject()
  data?: Record<string, unknown>;
}

export const mostTouchpoints = 10_000;

export class TouchpointsBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostTouchpoints)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TouchpointBody)
  touchpoints: TouchpointBody[];
}
