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
} from 'class-validator';
import { channels, type Channel } from '../../contracts/words.js';

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

  @IsOptional()
  @IsObject()
  settings?: Record<string, unknown>;
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
  @IsObject()
  settings?: Record<string, unknown>;

  @Omittable()
  @IsBoolean()
  disabled?: boolean;
}
