import { IsOptional, Matches } from 'class-validator';
import type { Connection } from '../drawers/drawer.js';

export class TelegramSettings {
  /** The bot's name without the @, for whoever reads the inbox. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9_]{3,64}$/, { message: 'must be the name of a bot, without the @' })
  botUsername?: string;
}

export class TelegramKeys {
  /** From BotFather. */
  @Matches(/^\d{1,20}:[A-Za-z0-9_-]{1,200}$/, { message: 'must be a bot token as BotFather gives it: digits, a colon, letters' })
  botToken: string;

  /** Chosen by the operator and told to setWebhook; Telegram repeats it with every call. All that keeps others out: not to be guessed. */
  @Matches(/^[A-Za-z0-9_-]{16,256}$/, { message: 'must be 16 to 256 letters, digits, hyphens or underscores' })
  secretToken: string;
}

export type TelegramConnection = Connection<TelegramSettings, TelegramKeys>;
