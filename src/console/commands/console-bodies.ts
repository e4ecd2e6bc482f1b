import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { type Channel, channels } from '../../contracts/words.js';
import { mostPerMessage } from '../../conversations/attachments/take-uploads.js';
import { TemplateBody } from '../../conversations/template-body.js';

/** Bodies of the socket commands; that of `presence.set` is the one of `PUT /v1/me/presence`. */

export class AcceptBody {
  @IsUUID()
  offerId: string;

  @IsOptional()
  @IsInt()
  epoch?: number;
}

export class DeclineBody {
  @IsUUID()
  offerId: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  reason?: string;
}

export class SendBody {
  @IsUUID()
  conversationId: string;

  @IsIn(['reply', 'note'])
  kind: 'reply' | 'note';

  /** May be empty or left out where files or a template go with it; null is not "left out". */
  @ValidateIf((_body, value) => value !== undefined)
  @IsString()
  @MaxLength(200_000)
  text?: string;

  /** Instead of a text: one that the vendor lets be sent outside the reply window. */
  @IsOptional()
  @ValidateNested()
  @Type(() => TemplateBody)
  template?: TemplateBody;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostPerMessage)
  @IsUUID(undefined, { each: true })
  attachments?: string[];

  /** Agents whom a note names: they are told of it. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  mentions?: string[];

  /** A retry with the same one never doubles the message. */
  @IsString()
  @Length(1, 100)
  clientId: string;

  @IsOptional()
  @IsIn(channels)
  channel?: Channel;

  @IsOptional()
  @IsInt()
  epoch?: number;
}

export class ReadBody {
  @IsUUID()
  conversationId: string;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class TypingBody {
  @IsUUID()
  conversationId: string;

  @IsBoolean()
  on: boolean;
}

export class ViewBody {
  @IsUUID()
  conversationId: string;

  @IsBoolean()
  on: boolean;
}

export class SyncBody {
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  position: number;
}

export class RefreshBody {
  @IsString()
  @Length(1, 8_000)
  token: string;
}
