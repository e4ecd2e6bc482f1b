import { cleanLine } from './mail-text.js';

export type Answered = {
  text: string;
  /** Who wrote it, as a reader knows them. */
  name: string;
  writtenAt: Date;
};

const MAX_QUOTED = 20_000;

/** The mail that is answered, as it stands below the answer: who wrote when, in the reader's language. Pure. */
export function quotedHistory(
  answered: Answered,
  locale: string | null,
  timeZone: string,
): { attribution: string; text: string } {
  const name = cleanLine(answered.name, 120);
  const at = momentIn(answered.writtenAt, timeZone);
  const attribution = /^zh\b/i.test(locale ?? '')
    ? `${at}（${timeZone}），${name} 写道：`
    : `On ${at} (${timeZone}), ${name} wrote:`;
  const text = answered.text.length > MAX_QUOTED ? `${answered.text.slice(0, MAX_QUOTED).toWellFormed()} …` : answered.text;
  return { attribution, text };
}

function momentIn(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}
