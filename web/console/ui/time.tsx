import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../live/api.js';
import { words } from '../words.js';

/** A length of time, short: "45 s", "12 min", "3 h 05", "2 d". */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return words.t('ui:seconds', { n: s });
  const min = Math.floor(s / 60);
  if (min < 60) return words.t('ui:minutes', { n: min });
  const hours = Math.floor(min / 60);
  if (hours < 24) return words.t('ui:hours', { n: hours, m: String(min % 60).padStart(2, '0') });
  return words.t('ui:days', { n: Math.floor(hours / 24) });
}

/** A wait as it is foretold everywhere, from and to: "5–10 min", "50 min–1 h 10"; a dash where nothing can be said. */
export function rangeOf(wait: { fromMs: number; toMs: number } | null): string {
  if (!wait) return '–';
  const [from, to] = [duration(wait.fromMs), duration(wait.toMs)];
  const minutes = wait.toMs / 60_000;
  if (wait.fromMs >= 60_000 && minutes < 60 && from !== to) return `${Math.floor(wait.fromMs / 60_000)}–${to}`;
  return from === to ? to : `${from}–${to}`;
}

const locale = (): string => (words.language === 'zh' ? 'zh-CN' : 'en-GB');
export const localeOf = locale;

const styles = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  full: { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format is made once: making it costs a hundred times what using it does, and a screen of clocks uses it each second. */
function written(at: string, style: keyof typeof styles): string {
  const key = `${locale()} ${style}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), styles[style]);
  formats.set(key, format);
  return format.format(new Date(at));
}

export function clockTime(at: string): string {
  return written(at, 'clock');
}

export function fullTime(at: string): string {
  return written(at, 'full');
}

export function dayOf(at: string): string {
  return new Date(at).toDateString() === new Date(serverNow()).toDateString() ? words.t('ui:today') : written(at, 'day');
}

/** A moment in a sentence: the time of day, and the day where it is another. */
export function shortTime(at: string): string {
  return dayOf(at) === words.t('ui:today') ? clockTime(at) : `${dayOf(at)} ${clockTime(at)}`;
}

/** A moment: the time of day today, the date before; the whole of it on hovering. */
export function When({ at, className }: { at: string | null | undefined; className?: string }) {
  useTranslation('ui');
  if (!at || Number.isNaN(Date.parse(at))) return null;
  const isToday = dayOf(at) === words.t('ui:today');
  return (
    <time className={className} dateTime={at} title={fullTime(at)}>
      {isToday ? clockTime(at) : dayOf(at)}
    </time>
  );
}

let beat = 0;
const beats = new Set<() => void>();
setInterval(() => {
  beat += 1;
  for (const each of beats) each();
}, 1_000);

/** Draws again each second, with all others that do: one timer for a whole screen of clocks. */
export function useSecond(): number {
  const [, set] = useState(beat);
  useEffect(() => {
    const each = (): void => set(beat);
    beats.add(each);
    return () => void beats.delete(each);
  }, []);
  return serverNow();
}

/** How long it has been since, counting. */
export function Since({ at, className }: { at: string; className?: string }) {
  const now = useSecond();
  return (
    <time className={className} dateTime={at} title={fullTime(at)}>
      {duration(now - Date.parse(at))}
    </time>
  );
}
