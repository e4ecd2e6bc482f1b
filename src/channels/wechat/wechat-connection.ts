import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import type { Connection } from '../drawers/drawer.js';

/** A template of the account, under the name agents choose it by. */
export class WechatTemplate {
  @IsString()
  @Length(1, 100)
  name: string;

  /** template_id in the console. */
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{20,60}$/, { message: 'must be the template_id the console shows' })
  templateId: string;

  /** The names between {{ and .DATA}}, in the order the variables are given in. */
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @Matches(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, { each: true, message: 'must be names such as thing1 or time2' })
  fields: string[];
}

export class WechatSettings {
  @Matches(/^wx[0-9a-f]{16}$/, { message: 'must be the AppID: wx and 16 digits or letters a to f' })
  appId: string;

  /** Answered at once to whoever begins to follow the account. 600 characters stay within WeChat's 2,048 bytes. */
  @IsOptional()
  @IsString()
  @Length(1, 600)
  welcome?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => WechatTemplate)
  templates?: WechatTemplate[];
}

export class WechatSecrets {
  @IsString()
  @Matches(/^[0-9a-f]{32}$/, { message: 'must be the AppSecret: 32 digits or letters a to f' })
  appSecret: string;

  /** The Token written in the console under "server configuration". */
  @IsString()
  @Matches(/^[A-Za-z0-9]{3,32}$/, { message: 'must be 3 to 32 letters and digits' })
  token: string;

  /** Given, nothing that is not encrypted is taken: an unencrypted body is not covered by any signature. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{43}$/, { message: 'must be 43 letters and digits' })
  encodingAesKey?: string;
}

export type WechatConnection = Connection<WechatSettings, WechatSecrets>;
