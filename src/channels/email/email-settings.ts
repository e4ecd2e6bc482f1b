import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
  type ValidatorConstraintInterface,
  ValidatorConstraint,
} from 'class-validator';

export const imapSecurities = ['tls', 'starttls', 'none'] as const;
export type ImapSecurity = (typeof imapSecurities)[number];
export const afterReading = ['seen', 'move', 'delete'] as const;
export type AfterReading = (typeof afterReading)[number];
export const imapBegins = ['now', 'unseen'] as const;
export type ImapBegin = (typeof imapBegins)[number];

const oneLine = /^[^\p{Cc}]+$/u;

/** Texts by language: `{"en": "…", "zh": "…"}`. */
@ValidatorConstraint({ name: 'textsByLanguage' })
export class TextsByLanguage implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    const entries = Object.entries((value ?? {}) as object);
    return (
      entries.length <= 50 &&
      entries.every(
        ([tag, text]) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) && typeof text === 'string' && text.length <= 4_000,
      )
    );
  }

  defaultMessage(): string {
    return 'must give a text of at most 4000 characters for each language, such as {"en": "…", "zh-CN": "…"}';
  }
}

/** A mailbox that is read by IMAP, beside what the SMTP listener takes in for the same address. */
export class ImapSettings {
  @Matches(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, { message: 'host must be a host name or an address' })
  host: string;

  /** 993 for `tls`, else 143. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(65_535)
  port?: number;

  /** `tls` from the first byte; `starttls`, or the connection is given up; `none` only inside a network of your own. */
  @IsOptional()
  @IsIn(imapSecurities)
  security?: ImapSecurity;

  /** Certificates (PEM) that vouch for a server of a private authority. */
  @IsOptional()
  @IsString()
  @MaxLength(50_000)
  @Matches(/^\s*-----BEGIN CERTIFICATE-----/, { message: 'certificateAuthority must be certificates in PEM' })
  certificateAuthority?: string;

  @Matches(oneLine)
  @Length(1, 320)
  user: string;

  /** INBOX unless told. */
  @IsOptional()
  @Matches(oneLine)
  @Length(1, 200)
  mailbox?: string;

  /** 60 unless told; new mail comes sooner where the server tells of it. */
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(3_600)
  pollSeconds?: number;

  /** What becomes of a mail in the mailbox once it is stored here; `seen` unless told. */
  @IsOptional()
  @IsIn(afterReading)
  after?: AfterReading;

  /** Made where there is none. */
  @ValidateIf((imap: ImapSettings) => imap.after === 'move' || imap.moveTo !== undefined)
  @Matches(oneLine)
  @Length(1, 200)
  moveTo?: string;

  /** What is taken of a mailbox that holds mail already: nothing (`now`), or all that nobody has read. `now` unless told. */
  @IsOptional()
  @IsIn(imapBegins)
  begin?: ImapBegin;
}

/** The name under which outgoing mail is signed; the key is the secret `dkimPrivateKey`. */
export class DkimSettings {
  @Matches(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, {
    message: 'domain must be a domain name in lower case',
  })
  domain: string;

  @Matches(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i, { message: 'selector must be letters, digits, dots and hyphens' })
  selector: string;
}

/** What an e-mail inbox can be told openly. */
export class EmailSettings {
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ImapSettings)
  imap?: ImapSettings;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DkimSettings)
  dkim?: DkimSettings;

  /** Below an answer stands the mail it answers. */
  @IsOptional()
  @IsBoolean()
  quoteHistory?: boolean;

  /** Below what an agent writes, by language; `{{agent}}` and `{{inbox}}` become their names. */
  @IsOptional()
  @IsObject()
  @Validate(TextsByLanguage)
  signature?: Record<string, string>;

  /** A mail that comes while the queue is closed is answered once with the next opening time. */
  @IsOptional()
  @IsBoolean()
  replyWhenClosed?: boolean;

  /** List-Ids of groups that only forward to this inbox: their mail is people's mail. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 253, { each: true })
  forwardingLists?: string[];
}

/** What an e-mail inbox is told under seal. */
export class EmailSecrets {
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  imapPassword?: string;

  /** Of OAuth, in place of a password; whoever renews it writes the new one here. */
  @IsOptional()
  @IsString()
  @Length(1, 8_000)
  imapAccessToken?: string;

  /** PEM, RSA of 1024 bits or more. */
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  @Matches(/^\s*-----BEGIN (RSA )?PRIVATE KEY-----/, { message: 'dkimPrivateKey must be a private key in PEM' })
  dkimPrivateKey?: string;
}
