import { XMLBuilder } from 'fast-xml-parser';

/** One verb of TwiML with its attributes and what stands inside it. Attributes that are undefined are left out. */
export interface Verb {
  verb: string;
  attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
  inside?: readonly Verb[] | string;
}

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  processEntities: true,
});

type Node = Record<string, unknown>;

function nodeOf({ verb, attributes = {}, inside = [] }: Verb): Node {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== '');
  const children: Node[] = typeof inside === 'string' ? [{ '#text': writable(inside) }] : inside.map(nodeOf);
  const named = given.map(([name, value]) => [name, writable(String(value))] as const);
  return { [verb]: children, ...(given.length > 0 ? { ':@': Object.fromEntries(named) } : {}) };
}

/** XML has no control characters at all, and no half of a surrogate pair. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what must not get in
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const writable = (text: string): string => text.toWellFormed().replace(unwritable, ' ');

/** A whole answer to the vendor. */
export function twiml(...verbs: readonly Verb[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${String(builder.build([nodeOf({ verb: 'Response', inside: verbs })]))}`;
}

export interface Speaker {
  /** As Twilio names languages: `en-US`, `zh-CN`. */
  language: string;
  voice?: string | undefined;
}

export const say = (text: string, { language, voice }: Speaker): Verb => ({
  verb: 'Say',
  attributes: { language, voice },
  inside: text,
});
export const sayAll = (texts: readonly string[], speaker: Speaker): Verb[] => texts.map((text) => say(text, speaker));
export const play = (url: string): Verb => ({ verb: 'Play', inside: url });
export const pause = (seconds: number): Verb => ({ verb: 'Pause', attributes: { length: seconds } });
export const redirect = (url: string): Verb => ({ verb: 'Redirect', attributes: { method: 'POST' }, inside: url });
export const hangup = (): Verb => ({ verb: 'Hangup' });

export interface Gathering {
  action: string;
  speaker: Speaker;
  timeoutS: number;
  numDigits?: number;
  finishOnKey: string;
  speech: boolean;
  hints?: readonly string[];
}

/** Silence is sent to `action` too, so that every way out of a question is one webhook. */
export const gather = (asked: Gathering, inside: readonly Verb[]): Verb => ({
  verb: 'Gather',
  attributes: {
    input: asked.speech ? 'dtmf speech' : 'dtmf',
    action: asked.action,
    method: 'POST',
    timeout: asked.timeoutS,
    numDigits: asked.numDigits,
    // Twilio ends a number at # unless it is told which key (or none) does.
    ...(asked.numDigits === 1 ? {} : { finishOnKey: asked.finishOnKey }),
    actionOnEmptyResult: true,
    ...(asked.speech
      ? { language: asked.speaker.language, speechTimeout: 'auto', hints: (asked.hints ?? []).join(',').slice(0, 500) }
      : {}),
  },
  inside,
});

export interface VoicemailRecording {
  action: string;
  statusCallback: string;
  /** Undefined: no transcription is asked for. */
  transcribeCallback: string | undefined;
  maxSeconds: number;
}

export const record = ({ action, statusCallback, transcribeCallback, maxSeconds }: VoicemailRecording): Verb => ({
  verb: 'Record',
  attributes: {
    action,
    method: 'POST',
    maxLength: maxSeconds,
    timeout: 5,
    finishOnKey: '#',
    playBeep: true,
    recordingStatusCallback: statusCallback,
    recordingStatusCallbackEvent: 'completed',
    ...(transcribeCallback ? { transcribe: true, transcribeCallback } : {}),
  },
});

export interface Joining {
  room: string;
  /** The call that leaves ends it for everybody. */
  endsWithMe: boolean;
  /** Who waits hears this until it starts; undefined for the vendor's own music. */
  waitUrl?: string | undefined;
  startsWithMe: boolean;
  statusCallback?: string | undefined;
  /** Where the call goes on when the conference is over for it. */
  action?: string | undefined;
  label: string;
}

/** Puts this call into a conference. No beeps: who hears one thinks of being recorded. */
export const conference = (joining: Joining): Verb => ({
  verb: 'Dial',
  attributes: joining.action ? { action: joining.action, method: 'POST' } : {},
  inside: [
    {
      verb: 'Conference',
      attributes: {
        startConferenceOnEnter: joining.startsWithMe,
        endConferenceOnExit: joining.endsWithMe,
        beep: false,
        waitUrl: joining.waitUrl,
        // A file of music is fetched, not posted to.
        waitMethod: joining.waitUrl ? 'GET' : undefined,
        participantLabel: joining.label,
        ...(joining.statusCallback
          ? { statusCallback: joining.statusCallback, statusCallbackEvent: 'start end join leave', statusCallbackMethod: 'POST' }
          : {}),
      },
      inside: joining.room,
    },
  ],
});
