import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { channelCapabilities } from '../../../contracts/channels.js';
import { type WaitingChoice, waitingChoices } from '../../../contracts/words.js';
import { IsVisible } from '../../../platform/http/visible.js';
import { mostPerMessage } from '../../../conversations/attachments/take-uploads.js';

export const maxTextLength = channelCapabilities.webchat?.maxTextLength ?? 20_000;

export class PageBody {
  @IsString()
  @Length(1, 2048)
  url: string;

  @IsOptional()
  @IsString()
  @MaxLength(300)
  title?: string;
}

/** Figures as Chinese and Arabic keyboards write them too. Spelled out, since it stands in the description of the API. */
const digit = '0-9\\uff10-\\uff19\\u0660-\\u0669\\u06f0-\\u06f9';
/** Digits in whatever groups, and perhaps an extension; which country's number it is need not be said. */
const telephone = new RegExp(
  `^(?=(?:[^${digit}]*[${digit}]){3})[${digit}+\\uff0b\\s()\\uff08\\uff09./\\u00b7\\u2010-\\u2015\\uff0d-]+(?:([eE][xX][tT]\\.?|[xX]|#)\\s*[${digit}]+)?$`,
);

/** What a form asked before the chat. All of it is claimed and proves nothing. */
export class PreChatBody {
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @IsVisible()
  name?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @IsOptional()
  @IsString()
  @Length(3, 40)
  @Matches(telephone, { message: 'must be a telephone number, such as +49 30 1234567' })
  phone?: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  orderNumber?: string;

  /** Whatever else the form asked: name of the field to its value. */
  @IsOptional()
  @IsObject()
  answers?: Record<string, unknown>;
}

/** What the customer agreed to on the site. */
export class ConsentBody {
  /** Agents may see which pages they look at; false also forgets those seen before. */
  @IsOptional()
  @IsBoolean()
  pages?: boolean;

  @IsOptional()
  @IsBoolean()
  service?: boolean;

  @IsOptional()
  @IsBoolean()
  marketing?: boolean;

  @IsOptional()
  @IsBoolean()
  profiling?: boolean;

  @IsOptional()
  @IsBoolean()
  recording?: boolean;
}

export class OpenSessionBody {
  @IsString()
  @Length(1, 200)
  inboxKey: string;

  @IsOptional()
  @IsString()
  @MaxLength(300)
  visitorToken?: string;

  @IsOptional()
  @IsString()
  @MaxLength(8_000)
  identityToken?: string;

  /** A page may be given by its address alone. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? Object.assign(new PageBody(), { url: value }) : value,
  )
  @ValidateNested()
  @Type(() => PageBody)
  page?: PageBody;

  @IsOptional()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, { message: 'must be a language tag such as en or zh-CN' })
  locale?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => PreChatBody)
  preChat?: PreChatBody;

  @IsOptional()
  @ValidateNested()
  @Type(() => ConsentBody)
  consent?: ConsentBody;
}

export class SendBody {
  /** Chosen by the client, unique for its author: a retry with the same one never doubles the message. */
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'must be 1 to 200 printable ASCII characters' })
  clientId: string;

  /** May be empty where files go with it. */
  @IsString()
  @MaxLength(maxTextLength)
  text: string;

  /** Ids of files that this session uploaded. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostPerMessage)
  @IsUUID(undefined, { each: true })
  attachments?: string[];
}

export class ReadBody {
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class TypingBody {
  @IsOptional()
  @IsBoolean()
  on: boolean = true;
}

export class WaitingBody {
  @IsIn(waitingChoices)
  choice: WaitingChoice;
}

export class SyncBody {
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  epoch: number;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  afterSeq: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  afterRev?: number;
}

export class RatingBody {
  @IsInt()
  @Min(1)
  @Max(5)
  score: number;

  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  comment?: string;
}

export class CallBackBody {
  /** With its country code, such as +49 30 1234567. */
  @IsString()
  @Length(3, 40)
  phone: string;

  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'must be 1 to 200 printable ASCII characters' })
  clientId: string;
}

export class MessagesQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after: number = 0;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;
}
