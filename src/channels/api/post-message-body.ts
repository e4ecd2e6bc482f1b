import { Type } from 'class-transformer';
import { IsArray, IsDefined, IsIn, IsObject, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { channelCapabilities } from '../../contracts/channels.js';
import { type IdentityKind, identityKinds } from '../../contracts/words.js';
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

  @IsString()
  @Length(1, channelCapabilities.api!.maxTextLength)
  @Matches(/\S/, { message: 'must not be empty' })
  text: string;

  /** Not accepted yet: anything in it is refused as attachments_not_supported. */
  @IsOptional()
  @IsArray()
  attachments?: unknown[];

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
