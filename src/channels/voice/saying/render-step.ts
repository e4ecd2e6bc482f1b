import type { ExpectedWait } from '../../../core/waits/forecast.js';
import { textIn } from '../../../core/ivr/tree.js';
import type { IvrQuestion } from '../../../core/ivr/walk.js';
import { type Awaiting, CALLBACK_KEY, VOICEMAIL_KEY } from '../steps/next-step.js';
import { conference, gather, hangup, pause, play, record, redirect, sayAll, twiml, type Verb } from './twiml.js';
import { placeSentences, speakerOf, voiceTexts } from './voice-texts.js';
import type { SettledVoice } from '../voice-settings.js';
import { labelOf, type VoiceUrls } from '../voice-urls.js';

/** What the caller is to hear and to be able to do now. */
export type Scene =
  | { kind: 'ask'; question: IvrQuestion }
  | { kind: 'line'; place: number | null; expectedWait: ExpectedWait | null; offersCallback: boolean; offersVoicemail: boolean }
  | { kind: 'conference'; room: string }
  | { kind: 'voicemail' }
  | { kind: 'end' };

export interface Rendering {
  lineId: string;
  /** Of the answer that this will be. */
  step: number;
  locale: string;
  says: string[];
  settings: SettledVoice;
  urls: VoiceUrls;
}

/** So long the line is silent, or the music plays, before the caller is told again where they stand. */
const ROUND_S = 20;

/** The answer to the vendor, and what its next webhook will be about. */
export function renderStep(scene: Scene, rendering: Rendering): { answer: string; awaiting: Awaiting } {
  switch (scene.kind) {
    case 'ask':
      return { answer: asked(scene.question, rendering), awaiting: 'ivr' };
    case 'line':
      return { answer: inLine(scene, rendering), awaiting: 'line' };
    case 'conference':
      return { answer: joined(scene.room, rendering), awaiting: 'conference' };
    case 'voicemail':
      return { answer: recorded(rendering), awaiting: 'voicemail' };
    case 'end':
      return { answer: twiml(...spoken(rendering, rendering.says), hangup()), awaiting: 'end' };
  }
}

const speaker = ({ locale, settings }: Rendering) => speakerOf(locale, settings.voices);
const spoken = (rendering: Rendering, texts: readonly string[]): Verb[] => sayAll(texts, speaker(rendering));
const next = ({ urls, lineId, step }: Rendering): string => urls.next(lineId, step);

function asked(question: IvrQuestion, rendering: Rendering): string {
  const { timeoutS, maxDigits, finishOnKey, speech, hints } = question;
  const asking = {
    action: next(rendering),
    speaker: speaker(rendering),
    timeoutS,
    numDigits: maxDigits,
    finishOnKey,
    speech,
    hints,
  };
  return twiml(gather(asking, spoken(rendering, rendering.says)));
}

function inLine(scene: Extract<Scene, { kind: 'line' }>, rendering: Rendering): string {
  const { settings, locale } = rendering;
  const texts = voiceTexts(locale);
  const told = [
    ...rendering.says,
    ...placeSentences(locale, scene.place, scene.expectedWait),
    ...(scene.offersCallback ? [texts.offerCallback(CALLBACK_KEY)] : []),
    ...(scene.offersVoicemail ? [texts.offerVoicemail(VOICEMAIL_KEY)] : []),
  ];
  const heard = [...spoken(rendering, told), settings.holdMusicUrl ? play(settings.holdMusicUrl) : pause(ROUND_S)];
  if (!scene.offersCallback && !scene.offersVoicemail) return twiml(...heard, redirect(next(rendering)));
  const asking = {
    action: next(rendering),
    speaker: speaker(rendering),
    timeoutS: 1,
    numDigits: 1,
    finishOnKey: '',
    speech: false,
  };
  return twiml(gather(asking, heard));
}

function joined(room: string, rendering: Rendering): string {
  const { lineId, urls, says } = rendering;
  return twiml(
    ...spoken(rendering, says),
    conference({
      ...{ room, startsWithMe: false, endsWithMe: true, label: labelOf('customer', lineId) },
      waitUrl: rendering.settings.holdMusicUrl,
      action: next(rendering),
      statusCallback: urls.conference(lineId),
    }),
  );
}

function recorded(rendering: Rendering): string {
  const { lineId, urls, settings, says, locale } = rendering;
  const node = settings.ivr?.nodes ?? {};
  // A tree that ends in a message of its own has said already what to do.
  const own = Object.values(node).some((one) => one.kind === 'voicemail' && one.text && says.includes(textIn(one.text, locale)));
  return twiml(
    ...spoken(rendering, own ? says : [...says, voiceTexts(locale).voicemail]),
    record({
      action: next(rendering),
      statusCallback: urls.recording(lineId, 'voicemail'),
      transcribeCallback: settings.transcribe ? urls.transcription(lineId) : undefined,
      maxSeconds: settings.voicemailMaxS,
    }),
    // Nothing was recorded: the vendor goes on here.
    redirect(next(rendering)),
  );
}

/** When we cannot say anything better: the caller stays, and the same question is asked again. */
export const oneMoment = (text: string | null, locale: string, url: string, seconds: number): string =>
  twiml(...(text ? sayAll([text], speakerOf(locale)) : []), pause(seconds), redirect(url));
