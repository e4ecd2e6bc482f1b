import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, Length, Matches, ValidateIf, ValidateNested } from 'class-validator';
import type { Connection } from '../drawers/drawer.js';
import type { TwilioAccount } from './twilio-rest.js';

const sid = (prefix: string): RegExp => new RegExp(`^${prefix}[0-9a-f]{32}$`);
const sidRule = (prefix: string) => ({ message: `must be ${prefix} and 32 digits or letters a to f` });

/** An approved content, under the name and language of the inbox's template. */
export class TwilioContent {
  @IsString()
  @Length(1, 512)
  name: string;

  /** Left out: for every language of that name. */
  @IsOptional()
  @IsString()
  @Length(2, 20)
  language?: string;

  @Matches(sid('HX'), sidRule('HX'))
  contentSid: string;
}

class TwilioSettings {
  @Matches(sid('AC'), sidRule('AC'))
  accountSid: string;

  /** A messaging service chooses the number itself. Either this or `from`. */
  @IsOptional()
  @Matches(sid('MG'), sidRule('MG'))
  messagingServiceSid?: string;

  /** Of an API key, to send with instead of the auth token; `apiKeySecret` is its other half. */
  @IsOptional()
  @Matches(sid('SK'), sidRule('SK'))
  apiKeySid?: string;
}

const withoutService = ({ messagingServiceSid, from }: { messagingServiceSid?: string; from?: string }): boolean =>
  messagingServiceSid === undefined || from !== undefined;

export class TwilioSmsSettings extends TwilioSettings {
  @ValidateIf(withoutService)
  @Matches(/^(\+[1-9]\d{6,14}|\d{3,8})$/, {
    message: 'must be a number such as +14155550100 or a short code; or leave it out and give messagingServiceSid',
  })
  from?: string;
}

export class TwilioWhatsappSettings extends TwilioSettings {
  @ValidateIf(withoutService)
  @Matches(/^\+[1-9]\d{6,14}$/, {
    message: 'must be a number such as +14155550100; or leave it out and give messagingServiceSid',
  })
  from?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(250)
  @ValidateNested({ each: true })
  @Type(() => TwilioContent)
  contents?: TwilioContent[];
}

export class TwilioSecrets {
  /** Also where an API key sends: webhooks are signed with the auth token and nothing else. */
  @Matches(/^[0-9a-f]{32}$/, { message: 'must be 32 digits or letters a to f' })
  authToken: string;

  @IsOptional()
  @IsString()
  @Length(16, 128)
  apiKeySecret?: string;
}

export type TwilioConnection = Connection<TwilioSmsSettings & TwilioWhatsappSettings, TwilioSecrets>;

export function twilioAccountOf({ settings, secrets }: Pick<TwilioConnection, 'settings' | 'secrets'>): TwilioAccount {
  const { accountSid, apiKeySid } = settings;
  return { accountSid, authToken: secrets.authToken, apiKeySid, apiKeySecret: secrets.apiKeySecret };
}
