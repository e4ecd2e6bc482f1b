import { IsBoolean, IsOptional, IsString, Length, Matches } from 'class-validator';

const digits = { message: 'must be the id that Meta shows: digits only' };
const meta = /^\d{5,25}$/;

export class WhatsappSettings {
  /** The id of the phone number, not the number itself. */
  @Matches(meta, digits)
  phoneNumberId: string;

  /** The WhatsApp Business Account. With it, calls about another account are not taken in. */
  @IsOptional()
  @Matches(meta, digits)
  wabaId?: string;
}

class PageSettings {
  @Matches(meta, digits)
  pageId: string;

  /** Meta has given the app the feature "Human Agent": an agent may answer for seven days instead of one. */
  @IsOptional()
  @IsBoolean()
  humanAgentTag?: boolean;
}

export class MessengerSettings extends PageSettings {}

export class InstagramSettings extends PageSettings {
  /** The professional account that is linked to the page. */
  @Matches(meta, digits)
  instagramAccountId: string;
}

export class MetaSecrets {
  /** Signs what Meta sends. */
  @Matches(/^[\x21-\x7e]{16,128}$/, { message: 'must be the app secret: 16 to 128 characters without spaces' })
  appSecret: string;

  /** Of a system user (WhatsApp) or of the page. */
  @Matches(/^[\x21-\x7e]{20,1000}$/, { message: 'must be an access token: 20 to 1000 characters without spaces' })
  accessToken: string;

  /** Made up by you, and told to Meta beside the webhook's address. */
  @IsString()
  @Length(8, 200)
  verifyToken: string;
}
