import type { ExpectedWait } from '../../../core/waits/forecast.js';
import type { Speaker } from './twiml.js';

/** What callers hear where an inbox has no words of its own. Position, minutes and the number are read out digit by digit. */
interface Texts {
  greeting: string;
  recording: string;
  position: (place: number) => string;
  next: string;
  wait: (fromMinutes: number, toMinutes: number) => string;
  soon: string;
  offerCallback: (key: string) => string;
  offerVoicemail: (key: string) => string;
  callbackTaken: (number: string) => string;
  noCallback: string;
  connecting: string;
  interrupted: string;
  unanswered: string;
  closed: string;
  voicemail: string;
  voicemailTaken: string;
  trouble: string;
  goodbye: string;
  callingBack: string;
  toAgent: string;
}

const en: Texts = {
  greeting: 'Thank you for calling.',
  recording: 'This call may be recorded.',
  position: (place) => `You are number ${place} in line.`,
  next: 'You are next in line.',
  wait: (from, to) =>
    from === to ? `The expected wait is about ${minutes(from)}.` : `The expected wait is between ${from} and ${minutes(to)}.`,
  soon: 'The expected wait is less than a minute.',
  offerCallback: (key) => `To keep your place in line and be called back, press ${key}.`,
  offerVoicemail: (key) => `To leave a message, press ${key}.`,
  callbackTaken: (number) => `Your place in line is kept. We will call you at ${number}. Goodbye.`,
  noCallback: 'We cannot see a number to call you back at. Please stay on the line.',
  connecting: 'You are being connected now.',
  interrupted: 'The line to our colleague was interrupted. You are first in line; please stay with us.',
  unanswered: 'Our colleague could not be reached. Please stay on the line; you have kept your place.',
  closed: 'We are closed at the moment.',
  voicemail: 'Please leave a message after the tone. Press the pound key when you are done.',
  voicemailTaken: 'Thank you. We have your message. Goodbye.',
  trouble: 'Something went wrong on our side. Please stay on the line.',
  goodbye: 'Goodbye.',
  callingBack: 'Hello, this is the call back you asked for. You are being connected now.',
  toAgent: 'A caller for you.',
};

const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);

const zh: Texts = {
  greeting: '感谢您的来电。',
  recording: '本次通话可能会被录音。',
  position: (place) => `您目前排在第${place}位。`,
  next: '您是下一位。',
  wait: (from, to) => (from === to ? `预计等待约${from}分钟。` : `预计等待${from}到${to}分钟。`),
  soon: '预计等待不到一分钟。',
  offerCallback: (key) => `如需保留排位并由我们回电，请按${key}。`,
  offerVoicemail: (key) => `如需留言，请按${key}。`,
  callbackTaken: (number) => `您的排位已保留，我们会拨打${number}与您联系。再见。`,
  noCallback: '我们无法识别您的号码，请继续等待。',
  connecting: '正在为您接通。',
  interrupted: '与客服的线路中断了。您排在第一位，请不要挂断。',
  unanswered: '暂时无法接通该客服，请不要挂断，您的排位已保留。',
  closed: '我们目前不在服务时间。',
  voicemail: '请在提示音后留言，结束请按井号键。',
  voicemailTaken: '谢谢，我们已收到您的留言。再见。',
  trouble: '我们这边出了点问题，请不要挂断。',
  goodbye: '再见。',
  callingBack: '您好，这是您预约的回电，正在为您接通。',
  toAgent: '有来电。',
};

export type VoiceText = keyof Texts;

export const voiceTexts = (locale: string): Texts => (locale.toLowerCase().startsWith('zh') ? zh : en);

/** Twilio's names of languages; a code that has a country already is taken as it is. */
const languages: Readonly<Record<string, string>> = {
  en: 'en-US',
  zh: 'zh-CN',
  de: 'de-DE',
  es: 'es-ES',
  fr: 'fr-FR',
  it: 'it-IT',
  ja: 'ja-JP',
  ko: 'ko-KR',
  nl: 'nl-NL',
  pl: 'pl-PL',
  pt: 'pt-PT',
  ru: 'ru-RU',
};

export function speakerOf(locale: string, voices: Readonly<Record<string, string>> = {}): Speaker {
  const own = (of: Readonly<Record<string, string>>, key: string): string | undefined =>
    Object.hasOwn(of, key) ? of[key] : undefined;
  const base = locale.toLowerCase().split('-')[0]!;
  const language = locale.includes('-') ? locale : (own(languages, base) ?? 'en-US');
  return { language, voice: own(voices, locale) ?? own(voices, base) };
}

/** Where the caller stands and how long it may take: sentences for one round of waiting. */
export function placeSentences(locale: string, place: number | null, expected: ExpectedWait | null): string[] {
  const texts = voiceTexts(locale);
  const said: string[] = [];
  if (place !== null) said.push(place === 1 ? texts.next : texts.position(place));
  if (expected) {
    const to = Math.ceil(expected.toMs / 60_000);
    const from = Math.max(1, Math.round(expected.fromMs / 60_000));
    said.push(expected.toMs < 60_000 ? texts.soon : texts.wait(Math.min(from, to), to));
  }
  return said;
}

/** Digits one by one, so that no machine reads a number as billions. */
export const spelled = (phone: string): string => [...phone.replace(/\D/g, '')].join(' ');
