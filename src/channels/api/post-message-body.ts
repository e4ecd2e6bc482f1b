import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { channelCapabilities } from '../../contracts/channels.js';
import { type IdentityKind, identityKinds } from '../../contracts/words.js';
import { mostPerMessage } from '../../conversations/attachments/take-uploads.js';
import { IsMoment } from '../../platform/http/moment.js';

/** A visitor is a browser that we gave a token to; no other system can speak for one. */
const kinds = identityKinds.filter((kind) => kind !== 'visitor');
const plain = /^\P{Cc}+$/u;
const plainRule = { message: 'must have no control characters' };

export class PostMessageFrom {
  @IsIn(kinds)
  kind: Exclude<IdentityKind, 'visitor'>;

  @IsString()
  @Length(1, 255)
  value: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(plain, plainRule)
  name?: string;
}

/** Something a bot found out before it handed over. */
export class PostMessageFact {
  @Matches(/^[a-z][a-z0-9_]{0,49}$/, { message: 'kind must be a word of lower case letters, digits and underscores' })
  kind: string;

  @IsString()
  @Length(1, 500)
  @Matches(plain, plainRule)
  value: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  @Matches(plain, plainRule)
  label?: string;
}

export class PostMessageBody {
  /** The sender's own id of the message, unique per inbox: a repeat gets the message of the first. */
  @IsString()
  @Length(1, 255)
  @Matches(plain, plainRule)
  externalId: string;

  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PostMessageFrom)
  from: PostMessageFrom;

  /** May be empty where files go with it. */
  @IsString()
  @MaxLength(channelCapabilities.api!.maxTextLength)
  text: string;

  /** Ids of files that the same caller uploaded to `POST /v1/attachments`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostPerMessage)
  @IsUUID(undefined, { each: true })
  attachments?: string[];

  /** What the customer told a bot of yours; kept with this message as their source. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PostMessageFact)
  facts?: PostMessageFact[];

  /** RFC 3339; when it was written, where that differs from now. */
  @IsOptional()
  @IsMoment()
  occurredAt?: string;

  @IsOptional()
  @IsString()
  @Length(1, 500)
  @Matches(plain, plainRule)
  subject?: string;
}
