import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { channels, type Channel } from '../../contracts/words.js';
import { InboxTemplate } from './inbox-template.js';

/** May be left out, but null is not "left out". */
const Omittable = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

const origin = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;
const originRule = { each: true, message: 'must be an origin such as https://shop.example, in lower case and without a path' };

export class CreateInbox {
  @Matches(/^[a-z0-9][a-z0-9-]{1,62}$/, { message: 'must be 2 to 63 lower-case letters, digits or hyphens' })
  key: string;

  @IsString()
  @Length(1, 200)
  name: string;

  @IsIn(channels)
  channel: Channel;

  @IsUUID()
  queueId: string;

  /** The address of an e-mail inbox. */
  @ValidateIf((body: CreateInbox) => body.channel === 'email' || body.address !== undefined)
  @IsEmail()
  address?: string;

  /** Left out, a web chat gets a random one. */
  @IsOptional()
  @IsString()
  @Length(32, 200)
  identitySecret?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(origin, originRule)
  allowedOrigins?: string[];

  /** Whose API it speaks to (`meta`, `twilio`); left out where the channel has one vendor, or none. */
  @IsOptional()
  @IsString()
  @Length(1, 40)
  provider?: string;

  /** What the vendor must be told openly. */
  @IsOptional()
  @IsObject()
  settings?: Record<string, unknown>;

  /** What the vendor must be told under seal: kept, never shown again. */
  @IsOptional()
  @IsObject()
  secrets?: Record<string, unknown>;

  /** Texts that may be sent outside the reply window, where the channel has one. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(250)
  @ValidateNested({ each: true })
  @Type(() => InboxTemplate)
  templates?: InboxTemplate[];
}

export class ChangeInbox {
  @Omittable()
  @IsString()
  @Length(1, 200)
  name?: string;

  @Omittable()
  @IsUUID()
  queueId?: string;

  @IsOptional()
  @IsEmail()
  address?: string;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(origin, originRule)
  allowedOrigins?: string[];

  @Omittable()
  @IsString()
  @Length(1, 40)
  provider?: string;

  @Omittable()
  @IsObject()
  settings?: Record<string, unknown>;

  /** Each by itself: what is named is replaced, null takes it away, what is not named stays. */
  @Omittable()
  @IsObject()
  secrets?: Record<string, unknown>;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(250)
  @ValidateNested({ each: true })
  @Type(() => InboxTemplate)
  templates?: InboxTemplate[];

  @Omittable()
  @IsBoolean()
  disabled?: boolean;
}
