import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { type Channel, channels } from '../../contracts/words.js';

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

  @IsString()
  @Length(1, 200_000)
  text: string;

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
