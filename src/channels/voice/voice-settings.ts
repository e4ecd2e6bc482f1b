import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  registerDecorator,
  type ValidationOptions,
} from 'class-validator';
import { checkTree } from '../../core/ivr/check-tree.js';
import type { IvrText, IvrTree } from '../../core/ivr/tree.js';

export const recordingRules = ['off', 'on_request', 'always'] as const;

const localePattern = /^[a-z]{2}(-[A-Z]{2})?$/;

/** A sentence, or one by language; what the tree says of its texts holds for these too. */
function IsSpokenText(): PropertyDecorator {
  const faults = (value: unknown): string[] =>
    checkTree({ start: 'end', nodes: { end: { kind: 'hangup', text: value } } }).map(({ detail }) => detail);
  return custom('isSpokenText', faults);
}

/** Every fault of the tree in one message, each with its path. */
function IsIvrTree(): PropertyDecorator {
  const faults = (value: unknown): string[] => checkTree(value).map(({ at, detail }) => (at ? `${at} ${detail}` : detail));
  return custom('isIvrTree', faults);
}

function IsVoiceMap(): PropertyDecorator {
  return custom('isVoiceMap', (value) => {
    const entries = Object.entries(typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { '': 0 });
    const sound = ([locale, voice]: [string, unknown]): boolean =>
      localePattern.test(locale) && typeof voice === 'string' && /^[A-Za-z0-9.-]{1,60}$/.test(voice);
    return entries.length <= 20 && entries.every(sound) ? [] : ['must be names of voices by language'];
  });
}

function custom(name: string, faults: (value: unknown) => string[]): PropertyDecorator {
  return (target, propertyName) => {
    const options: ValidationOptions = { message: ({ value }) => faults(value).join('; ') };
    registerDecorator({
      ...{ name, target: target.constructor, propertyName: propertyName as string, options },
      validator: { validate: (value) => faults(value).length === 0 },
    });
  };
}

/** What a voice inbox is told openly. Times in seconds, as telephones count. */
export class VoiceSettings {
  @Matches(/^AC[0-9a-f]{32}$/, { message: 'must be an Account SID: AC and 32 hexadecimal digits' })
  accountSid: string;

  /** Our own number at the vendor: whom agents and called-back customers see. */
  @Matches(/^\+[1-9]\d{6,14}$/, { message: 'must be a number such as +4930123456' })
  number: string;

  /** Of callers of whom no language is known. */
  @IsOptional()
  @Matches(localePattern, { message: 'must be a language such as en, zh or en-GB' })
  locale?: string;

  /** Of numbers written without a country, e.g. "DE". */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'must be a country such as DE' })
  defaultCountry?: string;

  /** The vendor's name of a voice, by language. */
  @IsOptional()
  @IsVoiceMap()
  voices?: Record<string, string>;

  @IsOptional()
  @IsSpokenText()
  greeting?: IvrText;

  @IsOptional()
  @IsSpokenText()
  closedText?: IvrText;

  @IsOptional()
  @IsIvrTree()
  ivr?: IvrTree;

  @IsOptional()
  @IsUrl({ protocols: ['https'], require_protocol: true })
  @Length(1, 500)
  holdMusicUrl?: string;

  @IsOptional()
  @IsBoolean()
  announcePlace?: boolean;

  @IsOptional()
  @IsBoolean()
  offerCallback?: boolean;

  @IsOptional()
  @IsBoolean()
  offerVoicemail?: boolean;

  /** Whatever it is, callers are told before anything is recorded. */
  @IsOptional()
  @IsIn(recordingRules)
  recording?: (typeof recordingRules)[number];

  /** Whether a call is recorded unless the customer refused it, or only where they gave their consent. */
  @IsOptional()
  @IsIn(['not_refused', 'given'])
  recordingConsent?: 'not_refused' | 'given';

  @IsOptional()
  @IsSpokenText()
  recordingText?: IvrText;

  @IsOptional()
  @IsBoolean()
  transcribe?: boolean;

  @IsOptional()
  @IsInt()
  @Min(5)
  @Max(600)
  voicemailMaxS?: number;

  /** How long an agent's telephone rings. */
  @IsOptional()
  @IsInt()
  @Min(5)
  @Max(60)
  ringS?: number;

  /** What an agent's line that ends without a word means: a fault, and the caller is first in line; or the end of the call. */
  @IsOptional()
  @IsIn(['requeue', 'end'])
  agentLineEnds?: 'requeue' | 'end';

  /** The network's word for a number is proof of the person who calls. */
  @IsOptional()
  @IsBoolean()
  trustCallerNumber?: boolean;
}

/** What it is told under seal. The auth token signs every webhook, so it is needed beside an API key too. */
export class VoiceSecrets {
  @IsString()
  @Matches(/^[0-9a-f]{32}$/, { message: 'must be an auth token: 32 hexadecimal digits' })
  authToken: string;

  @IsOptional()
  @Matches(/^SK[0-9a-f]{32}$/, { message: 'must be the SID of an API key: SK and 32 hexadecimal digits' })
  apiKeySid?: string;

  @IsOptional()
  @IsString()
  @Length(16, 100)
  apiKeySecret?: string;
}

/** The settings as the rest of this room reads them, nothing left open. */
export function settled(settings: VoiceSettings) {
  return {
    ...settings,
    locale: settings.locale ?? 'en',
    voices: settings.voices ?? {},
    announcePlace: settings.announcePlace ?? true,
    offerCallback: settings.offerCallback ?? true,
    offerVoicemail: settings.offerVoicemail ?? true,
    recording: settings.recording ?? 'off',
    transcribe: settings.transcribe ?? false,
    voicemailMaxS: settings.voicemailMaxS ?? 120,
    ringS: settings.ringS ?? 20,
    agentLineEnds: settings.agentLineEnds ?? 'requeue',
    trustCallerNumber: settings.trustCallerNumber ?? false,
  } as const;
}

export type SettledVoice = ReturnType<typeof settled>;
