import { IsOptional, IsUrl, Length, Matches, MaxLength } from 'class-validator';
import type { Connection } from '../drawers/drawer.js';

export class LineSettings {
  /** "Your user ID" of the channel's basic settings is the operator's; this is the bot's own, as its calls name it. */
  @IsOptional()
  @Matches(/^U[0-9a-f]{32}$/, { message: 'must be the user ID of the bot: U and 32 hexadecimal digits' })
  botUserId?: string;

  /** A JPEG or PNG of up to 1 MB, shown in the chat in place of a video until it is played: LINE asks for one. */
  @IsOptional()
  @MaxLength(2000)
  @IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false })
  videoPreviewUrl?: string;
}

export class LineKeys {
  /** From the basic settings of the channel: signs what comes. */
  @Length(1, 200)
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII characters without spaces' })
  channelSecret: string;

  /** From the Messaging API settings of the channel: signs us in when we send. */
  @Length(1, 2000)
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be visible ASCII characters without spaces' })
  channelAccessToken: string;
}

export type LineConnection = Connection<LineSettings, LineKeys>;
